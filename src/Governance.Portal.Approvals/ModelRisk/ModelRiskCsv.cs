using System.Globalization;
using System.Text;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Transparency;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Models with tier, validation, findings and next review as a table for spreadsheets.</summary>
internal static class ModelRiskCsv
{
    private const string Head =
        "model,risk class,tier,assess again,validation,version,conclusion,validated,open findings,overdue findings,gravest,next review";

    public static async Task WriteAsync(IAsyncEnumerable<ModelRiskRow> rows, Stream to, CancellationToken ct)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        text.NewLine = "\r\n";
        await text.WriteLineAsync(Head.AsMemory(), ct);
        await foreach (var row in rows.WithCancellation(ct))
        {
            await text.WriteLineAsync(Line(row).AsMemory(), ct);
        }
    }

    private static string Line(ModelRiskRow row) =>
        string.Join(
            ',',
            new[]
            {
                row.Model,
                row.RiskClass is { } risk ? WireName.Of(risk) : null,
                row.Tier is { } tier ? WireName.Of(tier) : null,
                row.TierIsStale ? "yes" : "no",
                row.Validation?.ToString(),
                row.ValidatedVersion,
                row.Conclusion is { } conclusion ? WireName.Of(conclusion) : null,
                row.ValidatedAt is { } at ? CanonicalJson.Time(at) : null,
                row.OpenFindings.ToString(CultureInfo.InvariantCulture),
                row.OverdueFindings.ToString(CultureInfo.InvariantCulture),
                row.Gravest is { } gravest ? WireName.Of(gravest) : null,
                row.NextReview?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }.Select(CsvText.Cell)
        );
}
