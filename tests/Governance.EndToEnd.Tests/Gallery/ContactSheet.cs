using System.Net;
using System.Text;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>All pictures side by side, one row a page.</summary>
internal static class ContactSheet
{
    private const string Head = """
        <!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Pages</title>
        <style>body{font:14px sans-serif;margin:24px;background:#999}section{display:flex;gap:16px;align-items:start;overflow-x:auto}figure{margin:0}img{height:480px;border:1px solid #333}h2{margin:24px 0 8px}</style>
        """;

    public static void Write(string folder)
    {
        var html = new StringBuilder(Head);
        var rows = Directory
            .EnumerateFiles(folder, "*--*.png")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)
            .GroupBy(file => file[..file.IndexOf("--", StringComparison.Ordinal)], StringComparer.Ordinal);
        foreach (var row in rows)
        {
            html.Append($"\n<h2>{WebUtility.HtmlEncode(row.Key)}</h2><section>");
            foreach (var file in row)
            {
                html.Append(
                    $"\n<figure><a href=\"{file}\"><img loading=\"lazy\" src=\"{file}\" alt=\"{file}\"></a>"
                        + $"<figcaption>{file}</figcaption></figure>"
                );
            }

            html.Append("\n</section>");
        }

        File.WriteAllText(Path.Combine(folder, "index.html"), html.ToString());
    }
}
