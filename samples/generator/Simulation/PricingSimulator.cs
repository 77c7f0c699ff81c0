using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Simulation;

/// <summary>
/// Offers of consumer loans at a quoted rate, and whether the customer took them. Injected changes: a competitor's campaign from w3 on makes
/// customers compare more and accept less at the same rate; in w4 a new sales channel appears.
/// </summary>
internal sealed class PricingSimulator(ulong seed)
{
    private const int FitRows = 3000;
    private const int ThresholdRows = 1000;
    private static readonly DateTimeOffset s_firstWindow = new(2026, 7, 9, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] s_windowRows = [420, 440, 430, 450];
    private static readonly double[] s_campaign = [0, 0, 0, 0.6, 0.8];

    private static readonly FeatureSet s_features = new([
        new("rate_quoted", FeatureKind.Amount, 2),
        new("rate_market", FeatureKind.Amount, 2),
        new("amount", FeatureKind.Amount, 0, LogScale: true),
        new("term_months", FeatureKind.Fixed),
        new("existing_products", FeatureKind.Fixed),
        new("offers_compared", FeatureKind.Fixed),
        new("days_since_quote", FeatureKind.Amount, 0),
        new("channel", FeatureKind.Category),
        new("purpose", FeatureKind.Category),
    ]);

    public SampleDataSet Simulate()
    {
        var windows = new List<Window> { new("reference", 0, s_firstWindow.AddMonths(-3), s_firstWindow, 1200) };
        for (var i = 1; i <= s_windowRows.Length; i++)
        {
            windows.Add(new Window($"w{i}", i, s_firstWindow.AddMonths(i - 1), s_firstWindow.AddMonths(i), s_windowRows[i - 1]));
        }

        var delay = new LabelDelay("prc", TimeSpan.FromDays(2), medianHours: 60, sigma: 0.6, neverShare: 0.02);
        var log = delay.Log([.. windows.Select(w => (w, Rows(w.Name, w.Index, w.Rows)))], new SeededRandom(seed, "times"));
        return new SampleDataSet(
            s_features,
            ["sex", "age_band"],
            Rows("fit", 0, FitRows),
            [],
            Rows("threshold", 0, ThresholdRows),
            log,
            windows,
            windows[^1].End
        );
    }

    private List<SampleRow> Rows(string stream, int window, int count)
    {
        var random = new SeededRandom(seed, stream);
        return [.. Enumerable.Range(0, count).Select(_ => Offer(window, random))];
    }

    private static SampleRow Offer(int window, SeededRandom random)
    {
        var campaign = s_campaign[window];
        var woman = random.Chance(0.5);
        var ageBand = random.Pick(("18-24", 0.12), ("25-39", 0.42), ("40-59", 0.34), ("60+", 0.12));
        var channel = random.Pick(("branch", 0.35), ("online", 0.5), ("broker", 0.15));
        if (window >= 4 && random.Chance(0.12))
        {
            channel = "comparison_site";
        }

        var market = 5.2 + (0.5 * random.Normal()) - (0.3 * campaign);
        var quoted = Math.Max(2.5, market + 0.6 + (0.9 * random.Normal()));
        var compared = Math.Min(
            9,
            random.Poisson(PortableMath.Exp((channel is "online" or "comparison_site" ? 0.7 : 0.2) + (0.5 * campaign)))
        );
        var products = Math.Min(6, random.Poisson(1.4));
        var amount = 100 * Math.Max(10, Math.Round(random.LogNormal(9000, 0.6) / 100));
        var term = 12 * (1 + random.Below(7));
        var days = Math.Min(30, random.LogNormal(4, 0.7));
        var willing =
            1.1
            - (1.15 * (quoted - market - 0.6))
            + (0.32 * products)
            - (0.42 * compared)
            - (0.05 * days)
            - (0.3 * campaign)
            + (0.3 * random.Normal());
        var accepted = random.Chance(PortableMath.Logistic(willing));
        var numbers = new double[s_features.Features.Count];
        Array.Fill(numbers, double.NaN);
        Set(numbers, "rate_quoted", quoted);
        Set(numbers, "rate_market", market);
        Set(numbers, "amount", amount);
        Set(numbers, "term_months", term);
        Set(numbers, "existing_products", products);
        Set(numbers, "offers_compared", compared);
        Set(numbers, "days_since_quote", days);
        var levels = new string[s_features.Features.Count];
        Array.Fill(levels, "");
        levels[s_features.IndexOf("channel")] = channel;
        levels[s_features.IndexOf("purpose")] = random.Pick(("car", 0.4), ("home", 0.3), ("other", 0.3));
        return new SampleRow
        {
            Numbers = numbers,
            Levels = levels,
            Label = accepted ? 1 : 0,
            Tag = accepted ? "accepted" : "declined",
            Protected = [woman ? "female" : "male", ageBand],
        };
    }

    private static void Set(double[] numbers, string name, double value)
    {
        var index = s_features.IndexOf(name);
        numbers[index] = Math.Round(value, s_features.Features[index].Decimals, MidpointRounding.ToEven);
    }
}
