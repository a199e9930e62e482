"""Query parameters that do not say what a page shows: who sent the reader, and who is reading.

Names as the tools that add them document them. What some sites use for content (``ref``,
``source``, ``cid``, ``campaign``) is not among them: two pages taken for one is the worse mistake.
"""

from __future__ import annotations

import re

TRACKING = (
    r"utm_[a-z0-9_]+",  # Google Analytics, and whoever took its names over
    r"_ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|gad_campaignid|srsltid",  # Google
    r"fbclid|fb_action_ids|fb_action_types|fb_source|fb_ref",  # Facebook
    r"igshid|igsh",  # Instagram
    r"msclkid",  # Microsoft
    r"twclid|__twitter_impression",  # X
    r"ttclid",  # TikTok
    r"li_fat_id",  # LinkedIn
    r"epik",  # Pinterest
    r"yclid|ysclid|_openstat",  # Yandex
    r"mc_cid|mc_eid",  # Mailchimp
    r"_hsenc|_hsmi|__hssc|__hstc|__hsfp|hsctatracking|hsa_[a-z]+",  # HubSpot
    r"mkt_tok",  # Marketo
    r"vero_id|vero_conv",  # Vero
    r"oly_anon_id|oly_enc_id",  # Omeda
    r"ml_subscriber|ml_subscriber_hash",  # MailerLite
    r"(?:pk|mtm|piwik|matomo)_(?:campaign|cid|content|group|keyword|kwd|medium|placement|source)",
    r"xtor",  # AT Internet, as the next
    r"at_(?:campaign|campaign_group|campaign_type|channel|creation|custom\d|emailtype|format)",
    (
        r"at_(?:general_placement|link|link_id|link_origin|link_type|medium|network|platform|ptr_name|"
        r"recipient_id|recipient_list|send_date|term|type|variant|bbc_team)"
    ),
    r"ns_(?:mchannel|source|campaign|linkname|fee)",  # comScore
    r"wt\.(?:mc_id|mc_ev|tsrc|nav)|wt_zmc",  # Webtrends, Mapp
    r"itm_(?:source|medium|campaign|content|term)",  # a site's own campaigns
    r"wickedid|rb_clickid|guccounter|guce_referrer|guce_referrer_sig",
)
_TRACKING = re.compile("|".join(TRACKING))

SESSIONS = r"jsessionid|phpsessid|sid|sessionid|session_id|sessid|oscsid|zenid|aspsessionid[a-z]+"
_SESSION = re.compile(rf"(?:{SESSIONS})=[0-9a-z._:-]{{16,}}|cfid=\d+|cftoken=[0-9a-f-]+")
PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid)=[0-9a-z.:!_-]*|/\((?:[a-z]\([0-9a-z]{24}\))+\)(?=/|$)",
    re.IGNORECASE,
)
"""``;jsessionid=HEX`` (Jakarta Servlet 6.0, 7.1.3) and ``/(S(…))/`` of ASP.NET, in a path."""


def is_tracking(name: str) -> bool:
    """Whether a parameter, named in lower case, only says where a reader came from."""
    return _TRACKING.fullmatch(name) is not None


def is_session(parameter: str) -> bool:
    """Whether ``name=value``, in lower case, says who is reading.

    A short ``sid`` is a number of something on the site, so the value has to be long.
    """
    return _SESSION.fullmatch(parameter) is not None
