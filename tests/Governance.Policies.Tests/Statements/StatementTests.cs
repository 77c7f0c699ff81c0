using System.Security.Cryptography;
using System.Text;
using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Statements;

/// <summary>
/// What a rule finds is data: each code is in the catalogue with its values, each result is the English of its statements, what people
/// called something passes through unchanged, and engines before statements say what they always said.
/// </summary>
public sealed class StatementTests
{
    private static readonly Lazy<IReadOnlyList<(string Name, RuleResult Result)>> s_results = new(() =>
        [.. RunCases.All.SelectMany(run => GateEvaluator.Evaluate(run.Policies, run.Input).Results.Select(result => (run.Name, result)))]
    );

    public static TheoryData<string> Awkward =>
        [
            "datasets are ready",
            "3 of 9 datasets are read",
            "Credit decisions",
            "Kreditentscheidungen der Außenstelle",
            "**bold** [a](https://x.example) `code`",
            "<b>R&D</b> <script>",
            "“she” said 'no' and \"yes\"",
            "No risk register says anything about this model.",
            "The relation has ended: {evidence} [is {value}] {n:row|rows}",
            "who asks for this promotion, of tier1",
        ];

    [Fact]
    public void EveryResult_IsTheEnglishOfItsStatements()
    {
        Assert.All(
            s_results.Value,
            one =>
            {
                var (name, result) = one;
                Assert.NotEmpty(result.Found!);
                Assert.Equal((name, string.Join(" ", result.Found!)), (name, result.Message));
                Assert.Equal((name, result.Asked is null ? null : string.Join(", ", result.Asked)), (name, result.Expected));
                Assert.Equal((name, result.Seen is null ? null : string.Join("; ", result.Seen)), (name, result.Actual));
                // No value lacks its word, and no sentence runs into the next.
                Assert.DoesNotContain("  ", result.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("..", result.Message, StringComparison.Ordinal);
                Assert.EndsWith(".", result.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void EveryStatement_IsInTheCatalogue_WithItsValuesOfTheirKinds()
    {
        Assert.All(
            Emitted(),
            statement =>
            {
                var text = StatementTexts.Find(statement.Code);
                Assert.True(text is not null, statement.Code);
                Assert.All(
                    statement.Values,
                    value =>
                        Assert.True(
                            text.Values.TryGetValue(value.Key, out var spec) && spec.Kind == KindOf(value.Value),
                            $"{statement.Code}: {value.Key}"
                        )
                );
                Assert.All(text.Values.Where(value => value.Value.Required), value => Assert.Contains(value.Key, statement.Values.Keys));
                Assert.True(StatementWriter.English.CanWrite(statement), statement.Code);
            }
        );
    }

    [Fact]
    public void WhatAGateSaysBesideItsRules_IsTheEnglishOfItsStatements()
    {
        Assert.All(
            RunCases.Composed,
            run =>
            {
                var result = GateEvaluator.Evaluate(run.Policies, run.Input);
                Assert.Equal(result.Notices, result.Noticed!.Select(notice => notice.ToString()));
                Assert.All(result.Policies, policy => Assert.Equal(policy.Reason, policy.Why?.ToString()));
                Assert.All(result.Bounds!, bound => Assert.Equal((bound.On, bound.Bound), ($"{bound.Bounded}", $"{bound.Strictest}")));
                Assert.Equal(result.ToBytes(), GateResult.FromBytes(result.ToBytes()).Result!.ToBytes());
                Assert.True(GateEvaluator.Replay(run.Policies, run.Input.ToBytes(), result.ToBytes()).Identical, run.Name);
            }
        );
    }

    [Fact]
    public void FourthEngine_SaysNothingBesideItsRulesAsStatements()
    {
        Assert.All(
            RunCases.Composed,
            run =>
            {
                var result = GateEvaluator.EvaluateAs("governance-policies/4", run.Policies, run.Input);
                Assert.Null(result.Noticed);
                Assert.All(result.Policies, policy => Assert.Null(policy.Why));
                Assert.All(result.Bounds!, bound => Assert.Equal((null, null), (bound.Bounded, bound.Strictest)));
                Assert.All(result.Results, rule => Assert.NotNull(rule.Found));
            }
        );
    }

    [Fact]
    public void EveryCode_IsSaidByARule()
    {
        var said = Emitted().Select(statement => statement.Code).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(StatementTexts.All.Select(text => text.Code), said.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Statements_ReadBackAsTheyWereWritten_AndTheSameInputGivesTheSameBytes()
    {
        foreach (var (name, policies, input) in RunCases.All.Where((_, i) => i % 7 == 0))
        {
            var bytes = GateEvaluator.Evaluate(policies, input).ToBytes();

            Assert.Equal((name, Convert.ToHexString(bytes)), (name, Convert.ToHexString(GateResult.FromBytes(bytes).Result!.ToBytes())));
            Assert.True(GateEvaluator.Replay(policies, input.ToBytes(), bytes).Identical, name);
        }
    }

    /// <summary>
    /// The digests are of results that earlier engines wrote: the third before rules made statements, the fourth before all else did.
    /// </summary>
    [Theory]
    [InlineData("governance-policies/3", "third-engine.txt", false)]
    [InlineData("governance-policies/4", "fourth-engine.txt", true)]
    public void EarlierEngine_IsReplayedToTheByte(string engine, string digests, bool composed)
    {
        var path = Path.Combine(RepositoryRoot, "tests", "Governance.Policies.Tests", "Statements", digests);

        Assert.Equal(
            File.ReadAllLines(path),
            RunCases
                .All.Concat(composed ? RunCases.Composed : [])
                .Select(run => (Group: GroupOf(run.Name), Line: $"{run.Name}\t{Of(engine, run.Policies, run.Input)}\n"))
                .GroupBy(run => run.Group, run => run.Line, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Key} {group.Count()} {Sha256(string.Concat(group))}")
        );
    }

    [Fact]
    public void OlderEngines_MakeNoStatements()
    {
        foreach (var engine in new[] { "governance-policies/1", "governance-policies/2", "governance-policies/3" })
        {
            var result = GateEvaluator.EvaluateAs(engine, [Policy(RuleCases.All[0].Rule)], RuleCases.All[0].Bad);

            Assert.All(result.Results, rule => Assert.True(rule is { Found: null, Asked: null, Seen: null }));
            Assert.DoesNotContain("\"found\"", Encoding.UTF8.GetString(result.ToBytes()), StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => GateEvaluator.EvaluateAs("governance-policies/9", [], Input));
    }

    [Theory]
    [MemberData(nameof(Awkward))]
    public void WhatPeopleCalledSomething_IsShownAsTheyWroteIt(string name)
    {
        var monitored = Monitored();
        (string Rule, GateInput Input)[] runs =
        [
            (
                "type: opa, params: {url: \"https://opa.example\", path: governance/gate}",
                Remote("deny", new RemoteViolation("size", "high", name))
            ),
            (
                "type: opa, params: {url: \"https://opa.example\", path: governance/gate}",
                Remote("deny", new RemoteViolation(name, "high", "No."))
            ),
            ("type: data_retention", Data(d => d with { Name = name, ConsentWithdrawnOn = "2026-01-01" })),
            (
                "type: pii_redaction",
                Input with
                {
                    Version = Input.Version with { Datasets = [new(name, "training", new string('a', 64))] },
                }
            ),
            ("type: supplier_due_diligence", Supplied(s => s with { Name = name, DiligenceResult = "failed" })),
            ("type: training_permitted", Trained("covered-in-part", new GateTrainingGap(name, "not-named"))),
            (
                "type: drift_limit, params: {statistic: psi, features: all, max: 0.2}",
                monitored with
                {
                    Monitoring = monitored.Monitoring! with { Drift = [new(name, new Dictionary<string, double?> { ["psi"] = 0.9 })] },
                }
            ),
            ("type: no_open_alerts", Monitored(alerts: [Alert("alert") with { Field = name }])),
            ("type: human_oversight", With(Oversight(9, name))),
            ("type: signature_required", Input with { Signatures = [new("oms-1.0", new string('a', 64), name, Artifact)] }),
            ("type: fairness_audit", With(Fairness(name))),
            ("type: license_allowed, params: {allow: [MIT]}", With(Licensed(name))),
            (
                "type: evidence_required, params: {kinds: [validation]}",
                With(Evidence("EVD-0001", "validation", facts: new() { Unreadable = name }))
            ),
            (
                "type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.9}",
                Input with
                {
                    Metrics = [Metric("auc", 0.5, attribute: name)],
                }
            ),
        ];

        Assert.All(
            runs,
            run =>
            {
                var result = Judge(run.Rule, run.Input);
                Assert.Contains(name, $"{result.Message}\n{result.Actual}", StringComparison.Ordinal);
                Assert.Contains(
                    result.Found!.Concat(result.Seen ?? []).SelectMany(Values),
                    value =>
                        value is StatementValue.Name { Text: var text } && text == name
                        || value is StatementValue.Foreign { Text: var foreign } && foreign == name
                );
                Assert.DoesNotContain(
                    result.Found!.Concat(result.Asked ?? []).Concat(result.Seen ?? []).SelectMany(Values),
                    value => value is StatementValue.Term { Word: var word } && word == name
                );
            }
        );
    }

    [Fact]
    public void Foreign_IsMarkedAsTheirs() =>
        Assert.Equal(
            "governance/gate does not allow it. size: “The loan is too large.”.",
            Judge(
                "type: opa, params: {url: \"https://opa.example\", path: governance/gate}",
                Remote("deny", new RemoteViolation("size", "high", "The loan is too large."))
            ).Message
        );

    [Theory]
    [InlineData(1, "These were left: one and only.")]
    [InlineData(12, "These were left: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more.")]
    public void List_SaysHowManyMoreThereAre(int count, string expected)
    {
        var names = count == 1 ? ["one and only"] : Enumerable.Range(1, count).Select(i => $"{i}");
        var statement = Statement.Of("data.seen", ("datasets", Policies.Values.Names(names)));

        Assert.Equal(expected, $"These were left: {statement}.");
    }

    [Theory]
    [InlineData("an unclosed {value")]
    [InlineData("an unclosed [part")]
    [InlineData("{n:one|two|three}")]
    public void Template_ThatIsNone_IsRefused(string template) => Assert.Throws<FormatException>(() => StatementTexts.ValuesOf(template));

    [Fact]
    public void Statement_OfALaterEngine_CannotBeWritten_AndSaysSo()
    {
        Assert.False(StatementWriter.English.CanWrite(Statement.Of("not.yet-known")));
        Assert.False(StatementWriter.English.CanWrite(Statement.Of("sbom.met")));
        Assert.False(
            StatementWriter.English.CanWrite(
                Statement.Of(
                    "evidence.unusable",
                    ("kind", new StatementValue.Term(StatementTerms.EvidenceKind, "sbom")),
                    ("why", new StatementValue.Phrase(Statement.Of("not.yet-known")))
                )
            )
        );
        Assert.Throws<ArgumentException>(() => StatementTexts.English(Statement.Of("not.yet-known")));
    }

    [Fact]
    public void Reference_ListsEveryCodeWithItsSentence()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot, "docs", "statements.md"));

        Assert.Equal(
            StatementTexts.All.Select(text =>
                $"| `{text.Code}` | {text.Template.Replace("|", "\\|", StringComparison.Ordinal)} | "
                + $"{string.Join(", ", text.Values.Select(value => $"`{value.Key}` {Written(value.Value)}"))} |"
            ),
            page.Split("## Codes")[1].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        );
    }

    private static string Written(StatementValueSpec value) => value.Required ? value.Kind : $"{value.Kind}?";

    // A case is numbered and named by its rule; others by what they are.
    private static string GroupOf(string name) =>
        name.Split(' ') is [var first, var second, ..] && char.IsAsciiDigit(first[0]) ? second : name.Split(' ')[0];

    private static string Of(string engine, IReadOnlyList<PolicyDocument> policies, GateInput input) =>
        Encoding.UTF8.GetString(GateEvaluator.EvaluateAs(engine, policies, input).ToBytes());

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static List<Statement> Emitted() =>
        [
            .. s_results
                .Value.SelectMany(one => one.Result.Found!.Concat(one.Result.Asked ?? []).Concat(one.Result.Seen ?? []))
                .Concat(MoreCases.All.SelectMany(one => Direct(one.Rule, one.Input)))
                .Concat(OfAFiledReport())
                .Append(Unknown())
                .Concat(OfPostures())
                .Concat(RunCases.Composed.SelectMany(run => BesideRules(GateEvaluator.Evaluate(run.Policies, run.Input))))
                .SelectMany(WithParts),
        ];

    private static IEnumerable<Statement> BesideRules(GateResult result) =>
        result
            .Policies.Select(policy => policy.Why)
            .Concat(result.Noticed!)
            .Concat(result.Bounds!.SelectMany(bound => new[] { bound.Bounded, bound.Strictest }))
            .OfType<Statement>();

    // Not among the runs whose results of the third engine are kept: it knew no such fact.
    private static IEnumerable<Statement> OfAFiledReport() =>
        Direct("type: experiment_required, params: {outcome: ship}", RuleCases.With(RuleCases.Filed(RuleCases.Tried("ship"))));

    private static IEnumerable<Statement> OfPostures() =>
        [
            PostureStatements.NotJudged,
            PostureStatements.NotApproved("credit@1.2.0", "production"),
            PostureStatements.Held("INC-0003", "credit@1.2.0"),
            PostureStatements.TakenOutOfUse("RET-0002", "credit@1.2.0"),
            PostureStatements.Stopped("desk"),
            PostureStatements.Traffic("ALR-0007", "credit@1.2.0"),
            PostureStatements.Unmonitored(new DateOnly(2026, 3, 1)),
        ];

    // What no input that can be read comes to, a rule is asked itself.
    private static IEnumerable<Statement> Direct(string rule, GateInput input)
    {
        var finding = RuleEvaluation.Evaluate(new(Policy(rule).Rules[0], input, RequiredBinding.None), GateEvaluator.Engine);
        return new[] { finding.Message, finding.Expected, finding.Actual }.OfType<Sentence>().SelectMany(sentence => sentence.Statements);
    }

    private static Statement Unknown()
    {
        var rule = Policy("type: artifact_digest").Rules[0] with { Type = "of_a_later_version" };
        return RuleEvaluation.Evaluate(new(rule, Input, RequiredBinding.None), GateEvaluator.Engine).Message.Statements[0];
    }

    private static IEnumerable<Statement> WithParts(Statement statement) =>
        Values(statement).OfType<StatementValue.Phrase>().Select(phrase => phrase.Statement).Prepend(statement);

    private static IEnumerable<StatementValue> Values(Statement statement) => statement.Values.Values.SelectMany(Values);

    private static IEnumerable<StatementValue> Values(StatementValue value) =>
        value switch
        {
            StatementValue.List list => list.Items.SelectMany(Values).Prepend(value),
            StatementValue.Phrase phrase => Values(phrase.Statement).Prepend(value),
            _ => [value],
        };

    private static string KindOf(StatementValue value) => StatementJson.KindOf(value);
}
