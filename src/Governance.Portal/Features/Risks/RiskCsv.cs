using System.Globalization;
using System.Text;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Portal.Api;

namespace Governance.Portal.Features.Risks;

/// <summary>The register as CSV (RFC 4180). Text that a spreadsheet would take for a formula stands behind an apostrophe, which an import takes away again.</summary>
internal static class RiskCsv
{
    /// <summary>The columns, in their order. An import takes them in any order, and may leave out all but the title, category and inherent ratings.</summary>
    public static readonly string[] Columns =
    [
        "id", "revision", "title", "category", "cause", "consequence", "model", "version", "system", "owner", "controlOwner", "inherentLikelihood", "inherentImpact",
        "residualLikelihood", "residualImpact", "treatment", "reviewAt", "threats", "state", "residualScore", "band", "signal", "dueAt",
    ];

    /// <summary>Writes risks, a row at a time.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<RiskView> risks, Stream to, CancellationToken ct)
    {
        var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteLineAsync(string.Join(',', Columns).AsMemory(), ct);
            await foreach (var risk in risks.WithCancellation(ct))
            {
                await writer.WriteLineAsync(string.Join(',', Cells(risk).Select(CsvText.Cell)).AsMemory(), ct);
            }
        }
    }

    /// <summary>Reads rows of cells. A line break in quotes belongs to its cell.</summary>
    /// <returns>Rows with the line each begins in; null after a fault, which is told.</returns>
    public static List<(int Line, List<string> Cells)>? Read(string text, int most, out string? fault)
    {
        var rows = new List<(int, List<string>)>();
        var (cell, cells, line, first, quoted) = (new StringBuilder(), new List<string>(), 1, 1, false);
        fault = null;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    line += c == '\n' ? 1 : 0;
                    cell.Append(c);
                }
            }
            else if (quoted)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"Line {first}: a quotation mark is not closed.");
                return null;
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                cells.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (c == '\n')
                {
                    if (cells.Count > 1 || cells[0].Length > 0)
                    {
                        rows.Add((first, cells));
                    }

                    if (rows.Count > most)
                    {
                        fault = string.Create(CultureInfo.InvariantCulture, $"At most {most - 1:#,0} risks are taken at once.");
                        return null;
                    }

                    (cells, first) = ([], ++line);
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        return rows;
    }

    private static string?[] Cells(RiskView r) =>
    [
        r.Id.ToString(), Number(r.Revision), r.Title, WireName.Of(r.Category), r.Cause, r.Consequence, r.Model, r.Version, r.System, r.Owner, r.ControlOwner,
        Number(r.Inherent.Likelihood), Number(r.Inherent.Impact), Number(r.Assessed?.Likelihood), Number(r.Assessed?.Impact), r.Treatment is { } t ? WireName.Of(t) : null,
        CanonicalJson.Time(r.ReviewAt), string.Join("; ", r.Threats.Select(x => x.Item)), WireName.Of(r.State), Number(r.Residual?.Score), WireName.Of((r.Residual ?? r.Inherent).Band),
        r.Signal is { } s ? s.Monitor?.ToString() ?? WireName.Of(s.Rule!.Value) : null, r.DueAt is { } due ? CanonicalJson.Time(due) : null,
    ];

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);
}
