using System.Globalization;
using System.Text;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Small logs of predictions, the same every time.</summary>
internal static class Predictions
{
    public const string Header = "decision_id,timestamp,amount,channel,score,prediction,label";

    /// <summary>Rows of a log. A shift moves the amounts and brings a new channel; labels are written for a share of the rows.</summary>
    public static string Csv(int rows, string day, double shift = 0, double labelled = 1, int seed = 1, string prefix = "d")
    {
        var random = new Random(seed);
        var start = DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
        var text = new StringBuilder(Header).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            var score = random.NextDouble();
            var label = random.NextDouble() < score ? 1 : 0;
            var amount = (random.NextDouble() * 100) + shift;
            var channel =
                shift > 0 && i % 4 == 0 ? "kiosk"
                : i % 2 == 0 ? "web"
                : "branch";
            text.Append(
                CultureInfo.InvariantCulture,
                $"{prefix}{i},{start.AddSeconds(i):yyyy-MM-ddTHH:mm:ssZ},{amount:F3},{channel},{score:F4},{(score >= 0.5 ? 1 : 0)},"
                    + $"{(random.NextDouble() < labelled ? label : null)}\n"
            );
        }

        return text.ToString();
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
