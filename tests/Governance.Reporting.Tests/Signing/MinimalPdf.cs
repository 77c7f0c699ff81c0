using System.Globalization;
using System.Text;

namespace Governance.Reporting.Tests.Signing;

/// <summary>A one-page PDF with a classic cross-reference table, for tests that need no browser.</summary>
internal static class MinimalPdf
{
    public static byte[] Make(string page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R>>", string trailer = "")
    {
        string[] objects =
        [
            "<</Type /Catalog /Pages 2 0 R /Note (a \\) b) /Odd <</X [1 2 (])]>>>>",
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            page,
            "<</Length 9>>\nstream\n0 0 m 1 w\nendstream",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var index = 0; index < objects.Length; index++)
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{objects[index]}\nendobj\n");
        }

        var start = pdf.Length;
        pdf.Append("xref\n0 5\n0000000000 65535 f\r\n");
        foreach (var offset in offsets)
        {
            pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n\r\n");
        }

        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size 5 /Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
