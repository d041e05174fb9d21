"""A report as a government site shows it: the article inside navigation, filing data, share bars, lists and a footer."""

from __future__ import annotations

from html import escape

_FRAME = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}">
<meta name="SiteName" content="澜江市人民政府网站"><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="2024-08-15 09:32"><title>{title}-预决算公开-东渚区人民政府</title>
<style>.TRS_Editor{{color:#333}}</style><script>document.write("<p>首页</p>");</script></head>
<body><!-- 头部开始 -->
<div class="header"><div class="logo"><a href="/">澜江市东渚区人民政府</a></div>
<div class="top-links"><a href="/login">登录</a> | <a href="/reg">注册</a> | <a href="#">无障碍浏览</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/hd">互动交流</a></li></ul></div>
<div class="BreadcrumbNav">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; 正文</div>
<div class="main"><div class="left fl"><ul><li><a href="1">机构职能</a></li><li><a href="2">政策文件</a></li></ul></div>
<div class="right">
<table class="headInfo"><tr><td>索 引 号：</td><td>11440103MB2C/2024-00021</td><td>分类：</td><td>财政、绩效</td></tr>
<tr><td>发布机构：</td><td>区政府办</td><td>发布日期：</td><td>2024-08-15</td></tr>
<tr><td>名 称：</td><td>{title}</td><td>文号：</td><td></td></tr></table>
<div class="artile_zw"><h1>{title}</h1>
<div class="artile_tit">发布时间：2024-08-15 09:32 来源：本网 浏览次数：<span id="hits"></span>次
【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</div>
<div class="share bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a></div>
<div class="TRS_Editor" id="zoom">
{body}
</div>
<p style="display:none">隐藏的文字。</p>
<div class="gb"><a href="javascript:print()">【打印本页】</a> <a href="javascript:close()">【关闭窗口】</a></div>
<div class="prenext"><p>上一篇：<a href="1">某局2021年自评报告</a></p><p>下一篇：<a href="3">某局2022年部门决算</a></p></div>
<div class="xglj"><h3>相关链接</h3><ul><li><a href="1">关于开展绩效自评的通知</a></li>
<li><a href="2">区审计局2023年部门整体支出绩效自评报告</a></li></ul></div>
</div></div></div>
<div class="ewm">扫一扫在手机打开当前页</div>
<div class="footer"><p>主办单位：东渚区人民政府办公室　承办单位：东渚区政务服务数据管理局</p>
<p>网站标识码：4401030001　粤ICP备05000000号　粤公网安备 44010302000001号</p><p>联系电话：020-81000000</p></div>
</body></html>"""


def government_page(text: str, title: str, *, encoding: str = "utf-8", declared: str = "", style: str = "p") -> bytes:
    """A page with one paragraph for each line of `text`; lines with tabs are rows of tables.

    `style`: paragraphs as `p`, as `div`, or as lines of one element parted by `br`.
    """
    body: list[str] = []
    rows: list[str] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            cells = "".join(f"<td><p class=MsoNormal><span>{escape(cell)}</span></p></td>" for cell in line.split("\t"))
            rows.append(f"<tr>{cells}</tr>")
            continue
        if rows:
            body.append(f"<table border=1>{''.join(rows)}</table>")
            rows = []
        if line.strip():
            body.append(_paragraph(escape(line.strip()), style))
    page = _FRAME.format(title=escape(title), declared=declared or encoding, body="\n".join(body))
    return page.encode(encoding)


def _paragraph(text: str, style: str) -> str:
    if style == "p":
        return f'<p style="text-indent:2em"><span style="font-size:16pt">{text}</span></p>'
    if style == "div":
        return f"<div>　　{text}</div>"
    return f"&nbsp;&nbsp;&nbsp;&nbsp;{text}<br />"
