using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Simulation;

/// <summary>
/// Applicants for consumer credit. Career breaks are more frequent among women and carry real risk, so a model that uses
/// them ranks better and treats the sexes differently. Injected changes: more women apply from w3 on; w4 loses values;
/// incomes fall from w5 on; w6 brings platform work; in w7 and w8 defaults rise and follow the known signs less.
/// </summary>
internal sealed class CreditSimulator(ulong seed)
{
    private const int FitRows = 8000;
    private const int ThresholdRows = 2500;
    private static readonly DateTimeOffset s_firstWindow = new(2026, 3, 9, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] s_windowRows = [1150, 1200, 1180, 1250, 1220, 1200, 1260, 1230];
    private static readonly double[] s_womenShare = [0.5, 0.5, 0.51, 0.58, 0.63, 0.67, 0.7, 0.74, 0.77];
    private static readonly double[] s_incomeFactor = [1, 1, 1, 1, 1, 0.93, 0.87, 0.81, 0.76];
    private static readonly double[] s_shock = [0, 0, 0, 0, 0, 0, 0, 0.5, 0.7];

    private static readonly FeatureSet s_features = new([
        new("income_monthly", FeatureKind.Amount, 0, LogScale: true),
        new("credit_limit", FeatureKind.Amount, 0, LogScale: true),
        new("utilisation", FeatureKind.Share, 3),
        new("late_payments_12m", FeatureKind.Fixed),
        new("recent_inquiries_6m", FeatureKind.Fixed),
        new("debt_to_income", FeatureKind.Amount, 3),
        new("tenure_months", FeatureKind.Amount, 0, LogScale: true),
        new("cash_flow_volatility", FeatureKind.Amount, 3),
        new("career_break_months", FeatureKind.Amount, 0, LogScale: true),
        new("employment_type", FeatureKind.Category),
        new("housing", FeatureKind.Category),
    ]);

    public ulong Seed { get; } = seed;

    public SampleDataSet Simulate()
    {
        var windows = new List<Window> { new("reference", 0, s_firstWindow.AddMonths(-3), s_firstWindow, 3000) };
        for (var i = 1; i <= s_windowRows.Length; i++)
        {
            windows.Add(new Window($"w{i}", i, s_firstWindow.AddMonths(i - 1), s_firstWindow.AddMonths(i), s_windowRows[i - 1]));
        }

        var delay = new LabelDelay("crd", TimeSpan.FromDays(14), medianHours: 120, sigma: 0.7, neverShare: 0.03);
        var log = delay.Log([.. windows.Select(w => (w, Rows(w.Name, w.Index, w.Rows)))], new SeededRandom(Seed, "times"));
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
        var random = new SeededRandom(Seed, stream);
        return [.. Enumerable.Range(0, count).Select(_ => Applicant(window, random))];
    }

    private static SampleRow Applicant(int window, SeededRandom random)
    {
        var woman = random.Chance(s_womenShare[window]);
        var ageBand = random.Pick(("18-24", 0.14), ("25-39", 0.38), ("40-59", 0.36), ("60+", 0.12));
        var employment = random.Pick(("permanent", 0.68), ("temporary", 0.17), ("self_employed", 0.15));
        if (window >= 6 && random.Chance(0.11))
        {
            employment = "platform_work";
        }

        var stress = random.Normal();
        var income = random.LogNormal(2900 * (employment == "permanent" ? 1 : 0.85) * s_incomeFactor[window], 0.4);
        var limit = 100 * Math.Max(2, Math.Round(income * random.Uniform(1, 5) / 100));
        var utilisation = PortableMath.Logistic(-0.7 + (0.9 * stress) + (0.8 * random.Normal()));
        var late = Math.Min(8, random.Poisson(PortableMath.Exp(-1.1 + (0.7 * stress))));
        var inquiries = Math.Min(9, random.Poisson(PortableMath.Exp(-0.3 + (0.35 * stress))));
        var debt = Math.Min(2.5, random.LogNormal(0.25 * PortableMath.Exp(0.25 * stress) / Math.Sqrt(s_incomeFactor[window]), 0.45));
        var tenure = Math.Min(480, random.LogNormal(ageBand == "18-24" ? 26 : 50, 0.8));
        var volatility = Math.Min(6, random.LogNormal(0.8, 0.55));
        var breakMonths = random.Chance(woman ? 0.5 : 0.1) ? Math.Clamp(random.LogNormal(14, 0.6), 2, 60) : 0;
        var numbers = new double[s_features.Features.Count];
        Array.Fill(numbers, double.NaN);
        Set(numbers, "income_monthly", income);
        Set(numbers, "credit_limit", limit);
        Set(numbers, "utilisation", utilisation);
        Set(numbers, "late_payments_12m", late);
        Set(numbers, "recent_inquiries_6m", inquiries);
        Set(numbers, "debt_to_income", debt);
        Set(numbers, "tenure_months", tenure);
        Set(numbers, "cash_flow_volatility", volatility);
        Set(numbers, "career_break_months", breakMonths);
        var weakening = 1 - (0.5 * s_shock[window]);
        var risk =
            -2.95
            + s_shock[window]
            + (
                weakening
                * 1.3
                * (
                    (2.2 * (utilisation - 0.35))
                    + (0.55 * Math.Min(late, 4))
                    + (0.2 * inquiries)
                    + (1.6 * (debt - 0.28))
                    - (0.35 * PortableMath.Log(income / 2900))
                    - (0.05 * PortableMath.Log(tenure / 50))
                )
            )
            + (
                employment switch
                {
                    "permanent" => 0,
                    "self_employed" => 0.25,
                    _ => 0.5,
                }
            )
            + (0.95 * (volatility - 0.9))
            + (utilisation > 0.5 && late >= 1 ? 0.6 : 0)
            + (0.09 * Math.Min(breakMonths, 20))
            + (0.2 * random.Normal());
        var defaulted = random.Chance(PortableMath.Logistic(risk));
        var loseTenure = random.Chance(0.18);
        if (window == 4 && loseTenure)
        {
            numbers[s_features.IndexOf("tenure_months")] = double.NaN;
        }

        var levels = new string[s_features.Features.Count];
        Array.Fill(levels, "");
        levels[s_features.IndexOf("employment_type")] = employment;
        levels[s_features.IndexOf("housing")] =
            ageBand == "18-24"
                ? random.Pick(("own", 0.05), ("rent", 0.5), ("family", 0.45))
                : random.Pick(("own", 0.45), ("rent", 0.48), ("family", 0.07));
        return new SampleRow
        {
            Numbers = numbers,
            Levels = levels,
            Label = defaulted ? 1 : 0,
            Tag = defaulted ? "default" : "repaid",
            Protected = [woman ? "female" : "male", ageBand],
        };
    }

    private static void Set(double[] numbers, string name, double value)
    {
        var index = s_features.IndexOf(name);
        numbers[index] = Math.Round(value, s_features.Features[index].Decimals, MidpointRounding.ToEven);
    }
}
