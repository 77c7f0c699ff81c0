using System.Globalization;
using System.Text;
using Governance.Portal.Kernel.Api;
using Governance.Transparency;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Decisions as CSV (RFC 4180), a row at a time. Text that a spreadsheet would take for a formula stands behind an apostrophe.
/// </summary>
internal static class DecisionCsv
{
    private const string Head =
        "decisionId,time,model,version,subject,outcome,confidence,topFeatures,override,overriddenBy,reviewer,synthetic,erased";

    public static async Task WriteAsync(IAsyncEnumerable<DecisionItem> items, Stream to, CancellationToken ct)
    {
        var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteLineAsync(Head.AsMemory(), ct);
            await foreach (var item in items.WithCancellation(ct))
            {
                await writer.WriteLineAsync(Row(item).AsMemory(), ct);
            }
        }
    }

    internal static string Row(DecisionItem item) =>
        string.Join(
            ',',
            CsvText.Cell(item.DecisionId),
            CanonicalJson.Time(item.Time),
            CsvText.Cell(item.Model),
            CsvText.Cell(item.Version),
            CsvText.Cell(item.Subject),
            CsvText.Cell(item.Outcome),
            item.Confidence?.ToString("R", CultureInfo.InvariantCulture),
            CsvText.Cell(
                string.Join(
                    "; ",
                    item.TopFeatures.Select(f =>
                        string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Attribution:+0.######;-0.######;0}")
                    )
                )
            ),
            CsvText.Cell(item.Override?.Outcome),
            CsvText.Cell(item.Override?.By),
            CsvText.Cell(item.Reviewer),
            item.Synthetic ? "true" : "false",
            item.Erased ? "true" : "false"
        );
}
