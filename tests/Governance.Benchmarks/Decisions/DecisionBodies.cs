using System.Globalization;
using System.Text;

namespace Governance.Benchmarks.Decisions;

/// <summary>
/// Bodies of decisions of a made-up credit model: about 480 bytes a line, ids and times that go up as a real sender's do.
/// </summary>
internal static class DecisionBodies
{
    private static readonly string[] s_regions = ["north", "south", "east", "west"];

    public static byte[] Make(long from, int count, DateTimeOffset start, string model = "credit", string version = "1.0.0")
    {
        var text = new StringBuilder(count * 500);
        for (var n = from; n < from + count; n++)
        {
            var random = (ulong)n * 0x9E3779B97F4A7C15;
            var score = (random >> 11) % 1_000_000 / 1_000_000.0;
            var outcome = score > 0.5 ? "declined" : "approved";
            var income = string.Create(CultureInfo.InvariantCulture, $"{20_000 + (random % 90_000)}.5");
            Member("{", "decisionId", $"\"dec-{n.ToString("D12", CultureInfo.InvariantCulture)}\"");
            Member(
                ",",
                "time",
                $"\"{start.AddMilliseconds(n * 20).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\""
            );
            Member(",", "model", $"\"{model}\"");
            Member(",", "version", $"\"{version}\"");
            Member(",", "subject", string.Create(CultureInfo.InvariantCulture, $"\"c-{random % 1_000_003}\""));
            Member(
                ",",
                "input",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"age\":{18 + (random % 60)},\"income\":{income},\"region\":\"{s_regions[random % 4]}\",\"tenure\":{random % 30},"
                        + $"\"debtRatio\":{score / 2:F4}}}"
                )
            );
            Member(",", "output", string.Create(CultureInfo.InvariantCulture, $"{{\"label\":\"{outcome}\",\"score\":{score:F6}}}"));
            Member(",", "action", $"\"{outcome}\"");
            Member(",", "confidence", score.ToString("F6", CultureInfo.InvariantCulture));
            Member(
                ",",
                "topFeatures",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{{\"name\":\"income\",\"value\":{income},\"attribution\":{score - 0.5:F4}}},{{\"name\":\"debtRatio\","
                        + $"\"value\":{score / 2:F4},\"attribution\":0.1312}},{{\"name\":\"age\",\"value\":{18 + (random % 60)},"
                        + $"\"attribution\":-0.0421}}]"
                )
            );
            text.Append("}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        void Member(string before, string name, string value) => text.Append(before).Append('"').Append(name).Append("\":").Append(value);
    }
}
