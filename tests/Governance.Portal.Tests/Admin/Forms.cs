using AngleSharp.Html.Parser;

namespace Governance.Portal.Tests.Admin;

/// <summary>Fills in the form of a static page.</summary>
internal static class Forms
{
    /// <summary>The hidden fields of the page's form, and the given ones.</summary>
    public static Dictionary<string, string> Fields(string page, Dictionary<string, string> typed)
    {
        var fields = new HtmlParser()
            .ParseDocument(page)
            .QuerySelectorAll("form input[type=hidden]")
            .ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return fields;
    }
}
