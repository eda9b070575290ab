# ruff: noqa: E501 (word processors write long lines)
"""What is pasted from word processors and web pages keeps its structure and loses its looks."""

from __future__ import annotations

import pytest

from admin_app.content.markup import one_block_a_line, sanitise
from tests.content.editor.conftest import SURFACE, Open, paste, written

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin:0'>The plan<o:p></o:p></h1>
<p class=MsoNormal style='mso-margin-top-alt:auto'><b style='mso-bidi-font-weight:normal'>Bold</b> and <span style='color:red'>red</span>&nbsp;<i>words</i>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>First</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>Deeper</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Second</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>One</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='height:1pt'><td width=200 valign=top style='border:solid'><p class=MsoNormal>A</p></td><td><p class=MsoNormal><a href="https://example.org/a">B</a><a href="#_ftn1">[1]</a></p></td></tr></table>
<!--EndFragment--></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1a2b"><h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-weight:700">Harbour</span></h2><p dir="ltr" style="line-height:1.38"><span style="font-weight:400">Plain </span><span style="font-weight:700">bold</span><span style="font-style:italic"> leaning</span></p><br><ul style="margin:0"><li dir="ltr" style="list-style-type:disc" aria-level="1"><p dir="ltr" role="presentation"><span>one</span></p></li><li dir="ltr"><p dir="ltr"><a href="https://www.google.com/url?q=https://example.org/&amp;sa=D" style="text-decoration:none"><span style="color:#1155cc">two</span></a></p></li></ul></b>"""
WEB = """<article class="post" id="main"><style>p{color:red}</style><script>alert(1)</script><div class="wrap"><h1>News</h1><div>Some <font color="red">old</font> <span class="x" onclick="alert(1)">markup</span></div><section><p style="color:red">A <a href="javascript:alert(1)">bad</a> and a <a href="https://example.org/b" class="ext" target="_blank">good</a> link<br>next line</p><img src="data:image/png;base64,AA=="><blockquote cite="x">said</blockquote></section><button>Share</button></div></article>"""
CORPUS = {
    WORD: (
        "<h2>The plan</h2>\n<p><strong>Bold</strong> and red <em>words</em>.</p>\n"
        "<ul>\n<li>First<ul>\n<li>Deeper</li>\n</ul></li>\n<li>Second</li>\n</ul>\n<ol>\n<li>One</li>\n</ol>\n"
        '<table>\n<tbody>\n<tr><td>A</td><td><a href="https://example.org/a">B</a>[1]</td></tr>\n</tbody>\n</table>'
    ),
    DOCS: (
        "<h2>Harbour</h2>\n<p>Plain <strong>bold</strong><em> leaning</em></p>\n"
        '<ul>\n<li>one</li>\n<li><a href="https://example.org/">two</a></li>\n</ul>'
    ),
    WEB: (
        "<h2>News</h2>\n<p>Some old markup</p>\n"
        '<p>A bad and a <a href="https://example.org/b">good</a> link<br>next line</p>\n'
        "<blockquote>\n<p>said</p>\n</blockquote>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", list(CORPUS), ids=["word processor", "documents", "web page"])
def test_structure_stays_and_looks_go(opened: Open, source: str) -> None:
    page = opened("")
    page.click(SURFACE)
    paste(page, source)
    assert written(page) == CORPUS[source]
    assert one_block_a_line(sanitise(CORPUS[source])) == CORPUS[source]
