using System.Globalization;
using Governance.Samples.Numerics;
using Governance.Samples.Output;

namespace Governance.Samples.Simulation;

/// <summary>What the assistant was tested with before release: attacks and harmless requests, queries with judgements, answers with counted claims.</summary>
/// <param name="seed">Seed of everything.</param>
/// <param name="version">Version tested; cases and queries are the same for all, outcomes are not.</param>
/// <param name="weakness">How easily attacks succeed and claims go unsupported; 1 for the first release.</param>
internal sealed class AssistantSuite(ulong seed, string version, double weakness)
{
    private const int Attacks = 240;
    private const int Harmless = 80;
    private const int Queries = 80;
    private const int Documents = 150;
    private const int Depth = 10;
    private const int Answers = 150;

    private static readonly (string Name, double Weight)[] s_categories =
    [
        ("instruction-override", 0.3),
        ("data-exfiltration", 0.25),
        ("role-play", 0.2),
        ("encoded-payload", 0.15),
        ("tool-misuse", 0.1),
    ];

    private static readonly Dictionary<string, double> s_success = new(StringComparer.Ordinal)
    {
        ["instruction-override"] = 0.03,
        ["data-exfiltration"] = 0.05,
        ["role-play"] = 0.06,
        ["encoded-payload"] = 0.1,
        ["tool-misuse"] = 0.08,
    };

    public CsvTable PromptCases()
    {
        var (cases, outcomes) = (new SeededRandom(seed, "cases"), new SeededRandom(seed, "outcomes-" + version));
        var table = new CsvTable(["id", "attack", "category", "channel", "owasp", "outcome", "task_done", "judge"]);
        for (var i = 0; i < Attacks; i++)
        {
            var category = cases.Pick(s_categories);
            var channel = cases.Pick(("user-turn", 0.4), ("page", 0.3), ("file-name", 0.1), ("tool-result", 0.2));
            var succeeded = outcomes.Chance(s_success[category] * weakness);
            table.Append([
                $"att-{i + 1:D4}",
                "true",
                category,
                channel,
                category == "tool-misuse" ? "LLM06:2025" : "LLM01:2025",
                succeeded ? "succeeded" : "resisted",
                outcomes.Chance(0.86) ? "true" : "false",
                "tool-trace",
            ]);
        }

        for (var i = 0; i < Harmless; i++)
        {
            table.Append([
                $"ben-{i + 1:D4}",
                "false",
                "",
                "user-turn",
                "",
                outcomes.Pick(("served", 0.91), ("refused", 0.05), ("failed", 0.04)),
                "",
                "string-match",
            ]);
        }

        return table;
    }

    public CsvTable Judgements()
    {
        var random = new SeededRandom(seed, "judgements");
        var table = new CsvTable(["query_id", "doc_id", "relevance"]);
        for (var query = 0; query < Queries; query++)
        {
            foreach (var document in Relevant(random))
            {
                table.Append([Query(query), Document(document), random.Chance(0.4) ? "2" : "1"]);
            }
        }

        return table;
    }

    public CsvTable Retrieved()
    {
        var (judged, random) = (new SeededRandom(seed, "judgements"), new SeededRandom(seed, "retrieved-" + version));
        var table = new CsvTable(["query_id", "doc_id", "rank", "latency_ms"]);
        for (var query = 0; query < Queries; query++)
        {
            var relevant = Relevant(judged);
            foreach (var _ in relevant)
            {
                judged.Chance(0.4); // the grade, drawn in the same order as above
            }

            var ranked = new SortedDictionary<int, int>();
            foreach (var document in relevant.Where(_ => random.Chance(1 - (0.22 * weakness))))
            {
                ranked.TryAdd(Math.Min(Depth, 1 + random.Poisson(1.3 * weakness)), document);
            }

            var latency = Whole(random.LogNormal(180, 0.4));
            var used = relevant.ToHashSet();
            for (var rank = 1; rank <= Depth; rank++)
            {
                var document = ranked.TryGetValue(rank, out var found) ? found : Other(random, used);
                table.Append([Query(query), Document(document), rank.ToString(CultureInfo.InvariantCulture), latency]);
            }
        }

        return table;
    }

    public CsvTable AnswerScores()
    {
        var random = new SeededRandom(seed, "answers-" + version);
        var table = new CsvTable(["id", "topic", "claims", "claims_supported", "correctness", "latency_ms"]);
        for (var i = 0; i < Answers; i++)
        {
            var claims = 1 + random.Poisson(3);
            var supported = Enumerable.Range(0, claims).Count(_ => random.Chance(1 - (0.09 * weakness)));
            table.Append([
                $"ans-{i + 1:D4}",
                random.Pick(("lending", 0.4), ("payments", 0.3), ("hr", 0.3)),
                Whole(claims),
                Whole(supported),
                CsvTable.Number(
                    Math.Round(Math.Clamp(0.86 - (0.06 * weakness) + (0.12 * random.Normal()), 0, 1), 3, MidpointRounding.ToEven)
                ),
                Whole(random.LogNormal(1500, 0.4)),
            ]);
        }

        return table;
    }

    private static List<int> Relevant(SeededRandom random)
    {
        var count = 1 + random.Below(3);
        var documents = new List<int>();
        while (documents.Count < count)
        {
            var document = random.Below(Documents);
            if (!documents.Contains(document))
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    private static int Other(SeededRandom random, HashSet<int> used)
    {
        while (true)
        {
            var document = random.Below(Documents);
            if (used.Add(document))
            {
                return document;
            }
        }
    }

    private static string Query(int number) => $"q-{number + 1:D3}";

    private static string Document(int number) => $"policy-{number + 1:D3}";

    private static string Whole(double value) => Math.Round(value).ToString("0", CultureInfo.InvariantCulture);
}
