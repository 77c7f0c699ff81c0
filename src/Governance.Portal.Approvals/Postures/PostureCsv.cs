using System.Text;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Postures as a table for spreadsheets.</summary>
internal static class PostureCsv
{
    private const string Head =
        "model,version,environment,deployment,state,since,grace until,policy,rule,severity,fails since,message,expected,actual";

    /// <summary>Writes one row a deployment and rule that fails, and one for a deployment without any.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<PostureView> postures, Stream to, CancellationToken ct)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        text.NewLine = "\r\n";
        await text.WriteLineAsync(Head.AsMemory(), ct);
        await foreach (var posture in postures.WithCancellation(ct))
        {
            foreach (var rule in posture.Failing.DefaultIfEmpty())
            {
                await text.WriteLineAsync(Row(posture, rule).AsMemory(), ct);
            }
        }
    }

    private static string Row(PostureView posture, FailingRule? rule) =>
        string.Join(
            ',',
            new[]
            {
                posture.Model,
                posture.Version,
                posture.Environment,
                posture.Deployment?.ToString(),
                WireName.Of(posture.State),
                CanonicalJson.Time(posture.Since),
                (rule is null ? posture.GraceUntil : rule.GraceUntil) is { } until ? CanonicalJson.Time(until) : null,
                rule?.Policy,
                rule?.Rule,
                rule?.Severity,
                rule is null ? null : CanonicalJson.Time(rule.Since),
                rule?.Message,
                rule?.Expected,
                rule?.Actual,
            }.Select(CsvText.Cell)
        );
}
