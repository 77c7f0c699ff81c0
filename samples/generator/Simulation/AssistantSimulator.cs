using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Simulation;

/// <summary>
/// Answers of an assistant that looks things up in a bank's policies, and whether a reviewer found them not grounded in what was retrieved.
/// Injected changes: from w3 on staff ask about a topic that the index hardly covers, so similarities fall; w4 is slow.
/// </summary>
internal sealed class AssistantSimulator(ulong seed)
{
    private const int FitRows = 2500;
    private const int ThresholdRows = 800;
    private static readonly DateTimeOffset s_firstWindow = new(2026, 10, 12, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] s_windowRows = [380, 400, 420, 410];
    private static readonly double[] s_newTopic = [0, 0, 0, 0.18, 0.26];

    private static readonly FeatureSet s_features = new([
        new("top_similarity", FeatureKind.Share, 3),
        new("passage_agreement", FeatureKind.Share, 3),
        new("quoted_share", FeatureKind.Share, 3),
        new("passages", FeatureKind.Fixed),
        new("question_words", FeatureKind.Amount, 0),
        new("answer_words", FeatureKind.Amount, 0, LogScale: true),
        new("latency_ms", FeatureKind.Amount, 0, LogScale: true),
        new("topic", FeatureKind.Category),
        new("language", FeatureKind.Category),
    ]);

    public SampleDataSet Simulate()
    {
        var windows = new List<Window> { new("reference", 0, s_firstWindow.AddDays(-28), s_firstWindow, 1200) };
        for (var i = 1; i <= s_windowRows.Length; i++)
        {
            windows.Add(new Window($"w{i}", i, s_firstWindow.AddDays(7 * (i - 1)), s_firstWindow.AddDays(7 * i), s_windowRows[i - 1]));
        }

        var delay = new LabelDelay("ans", TimeSpan.FromHours(4), medianHours: 30, sigma: 0.6, neverShare: 0.1);
        var log = delay.Log([.. windows.Select(w => (w, Rows(w.Name, w.Index, w.Rows)))], new SeededRandom(seed, "times"));
        return new SampleDataSet(
            s_features,
            [],
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
        return [.. Enumerable.Range(0, count).Select(_ => Answer(window, random))];
    }

    private static SampleRow Answer(int window, SeededRandom random)
    {
        var topic = random.Pick(("lending", 0.35), ("payments", 0.25), ("hr", 0.25), ("security", 0.15));
        if (random.Chance(s_newTopic[window]))
        {
            topic = "ai_use";
        }

        var covered = topic == "ai_use" ? -1.4 : 0;
        var language = random.Pick(("en", 0.6), ("de", 0.25), ("fr", 0.15));
        var similarity = PortableMath.Logistic(1.1 + covered + (0.8 * random.Normal()));
        var agreement = PortableMath.Logistic(0.8 + (0.6 * covered) + (0.9 * random.Normal()));
        var quoted = PortableMath.Logistic(-0.2 + (1.5 * (similarity - 0.7)) + (0.8 * random.Normal()));
        var passages = 1 + Math.Min(7, random.Poisson(3));
        var question = Math.Min(80, random.LogNormal(12, 0.5));
        var answer = Math.Min(600, random.LogNormal(90, 0.5));
        var latency = Math.Min(30_000, random.LogNormal(window == 4 ? 2400 : 1500, 0.4));
        var doubt =
            -2.9
            + (4.2 * (0.72 - similarity))
            + (2.6 * (0.65 - agreement))
            - (1.8 * (quoted - 0.45))
            + (0.5 * PortableMath.Log(answer / 90))
            + (language == "en" ? 0 : 0.25)
            + (0.3 * random.Normal());
        var ungrounded = random.Chance(PortableMath.Logistic(doubt));
        var numbers = new double[s_features.Features.Count];
        Array.Fill(numbers, double.NaN);
        Set(numbers, "top_similarity", similarity);
        Set(numbers, "passage_agreement", agreement);
        Set(numbers, "quoted_share", quoted);
        Set(numbers, "passages", passages);
        Set(numbers, "question_words", question);
        Set(numbers, "answer_words", answer);
        Set(numbers, "latency_ms", latency);
        var levels = new string[s_features.Features.Count];
        Array.Fill(levels, "");
        levels[s_features.IndexOf("topic")] = topic;
        levels[s_features.IndexOf("language")] = language;
        return new SampleRow
        {
            Numbers = numbers,
            Levels = levels,
            Label = ungrounded ? 1 : 0,
            Tag = ungrounded ? "ungrounded" : "grounded",
        };
    }

    private static void Set(double[] numbers, string name, double value)
    {
        var index = s_features.IndexOf(name);
        numbers[index] = Math.Round(value, s_features.Features[index].Decimals, MidpointRounding.ToEven);
    }
}
