import java.io.File;
import java.util.HashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.semanticweb.HermiT.ReasonerFactory;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.model.parameters.Imports;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileReport;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.semanticweb.owlapi.reasoner.OWLReasoner;
import org.semanticweb.owlapi.util.SimpleIRIMapper;
import org.w3c.dom.NodeList;

/** Is each file OWL 2 DL with all that it imports, consistent, and without unsatisfiable classes? See check_profile.py. */
public class OwlCheck {
    public static void main(String[] arguments) throws Exception {
        Map<IRI, IRI> catalog = catalog(new File(arguments[0]));
        boolean good = true;
        for (int i = 1; i < arguments.length; i++) good &= check(new File(arguments[i]), catalog);
        System.exit(good ? 0 : 1);
    }

    static boolean check(File file, Map<IRI, IRI> catalog) throws Exception {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        catalog.forEach((name, place) -> manager.getIRIMappers().add(new SimpleIRIMapper(name, place)));
        OWLOntology ontology = manager.loadOntologyFromOntologyDocument(file);
        OWLProfileReport report = new OWL2DLProfile().checkOntology(ontology);
        for (OWLProfileViolation violation : report.getViolations()) System.out.println("  " + violation);
        OWLReasoner reasoner = new ReasonerFactory().createReasoner(ontology);
        boolean consistent = reasoner.isConsistent();
        int unsatisfiable = consistent ? reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom().size() : -1;
        System.out.printf("%s: %d files, %d axioms, OWL 2 DL %b, consistent %b, unsatisfiable classes %d%n", file.getName(),
            ontology.importsClosure().count(), ontology.getAxiomCount(Imports.INCLUDED), report.isInProfile(), consistent,
            unsatisfiable);
        return report.isInProfile() && consistent && unsatisfiable == 0;
    }

    /** The catalogue that Protégé reads: ontology IRI to local file. */
    static Map<IRI, IRI> catalog(File file) throws Exception {
        NodeList entries = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).getElementsByTagName("uri");
        Map<IRI, IRI> places = new HashMap<>();
        for (int i = 0; i < entries.getLength(); i++) {
            var attributes = entries.item(i).getAttributes();
            File place = new File(file.getAbsoluteFile().getParentFile(), attributes.getNamedItem("uri").getNodeValue());
            places.put(IRI.create(attributes.getNamedItem("name").getNodeValue()), IRI.create(place));
        }
        return places;
    }
}
