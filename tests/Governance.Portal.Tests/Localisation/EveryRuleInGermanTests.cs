using System.Text.RegularExpressions;
using Governance.Localisation;
using Governance.Policies;
using Governance.Policies.Tests;
using Governance.Portal.Kernel.Findings;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// What the evaluator writes of every rule, met, missed and undecided, with a waiver and for evidence that cannot be used, holds no English
/// when it is said in German.
/// </summary>
public sealed partial class EveryRuleInGermanTests
{
    [Fact]
    public void WhatTheEvaluatorWrites_InGerman_HoldsNoEnglish()
    {
        var written = RuleCases
            .All.Concat(RuleCases.OfBoundEvidence)
            .SelectMany(c =>
                new[] { c.Good, c.Bad, c.Undecided }.OfType<GateInput>().SelectMany(Spoilt).Select(i => TestFacts.Judge(c.Rule, i))
            )
            .Concat(
                RuleCases.All.SelectMany(c => new[] { c.Good, c.Bad }.SelectMany(i => Loose(i)).SelectMany(i => JudgedBound(c.Rule, i)))
            )
            .SelectMany(r => new[] { FindingText.Of(r), FindingText.Asked(r), FindingText.Seen(r) })
            .OfType<FindingText>()
            .DistinctBy(t => t.Stored, StringComparer.Ordinal)
            .ToList();
        using var german = Languages.Use("de");

        var mixed = written
            .Select(text => (english: text.Stored, german: text.Say()))
            // What other systems and reports said stays as they said it.
            .Where(s => EnglishWord().IsMatch(Quoted().Replace(s.german, "")))
            .Select(s => $"{s.english} -> {s.german}")
            .ToList();

        Assert.DoesNotContain(written, text => text.IsStored);
        Assert.True(written.Count > 300, $"{written.Count} texts");
        Assert.True(mixed.Count == 0, string.Join(Environment.NewLine, mixed));
    }

    // Beside a policy that asks for evidence that states what it is about, with evidence that states less or something else.
    private static IEnumerable<RuleResult> JudgedBound(string rule, GateInput input)
    {
        const string binding =
            "type: evidence_required, params: {kinds: [validation, fairness, robustness, explainability, prompt-safety, lineage], "
            + "maxAgeDays: 900, boundTo: [artifact, dataset]}";
        return GateEvaluator
            .Evaluate([TestFacts.Policy(rule), TestFacts.Policy(binding, name: "binding")], input)
            .Results.Where(r => r.Policy != "baseline");
    }

    private static IEnumerable<GateInput> Loose(GateInput input)
    {
        var heldOut = new string('b', 64);
        var declared = input with
        {
            Version = input.Version with { Datasets = [.. input.Version.Datasets, new("held-out", "test", heldOut)] },
        };
        yield return input;
        yield return declared;
        SubjectFacts[] subjects =
        [
            new(TestFacts.Artifact, null, 1, 1),
            new(TestFacts.OtherArtifact, heldOut, 1, 1),
            new(TestFacts.Artifact, new string('c', 64), 1, 1),
        ];
        foreach (var subject in subjects)
        {
            yield return declared with
            {
                Evidence = [.. input.Evidence.Select(e => e with { Facts = e.Facts with { Subject = subject } })],
            };
            yield return input with
            {
                Evidence = [.. input.Evidence.Select(e => e with { Facts = e.Facts with { Subject = subject } })],
            };
        }

        yield return declared with
        {
            Evidence = [],
            Metrics = [.. input.Metrics.Select(m => m with { Evidence = null, Source = "declared" })],
        };
    }

    // As it is, and with evidence that is too old, of another artifact, of none, from the future and unreadable.
    private static IEnumerable<GateInput> Spoilt(GateInput input)
    {
        yield return input;
        Func<GateEvidence, GateEvidence>[] ways =
        [
            e => e with { ProducedAt = e.ProducedAt.AddDays(-400) },
            e => e with { ArtifactSha256 = TestFacts.OtherArtifact },
            e => e with { ArtifactSha256 = null },
            e => e with { ProducedAt = TestFacts.Now.AddDays(1) },
            e => e with { Facts = new() { Unreadable = "the card is not UTF-8 text" } },
            e => e with { Facts = new() { NotMeasured = "it has no figure" } },
            e => e with { Facts = e.Facts with { NotMeasured = "trivy says that its run failed: timeout" } },
        ];
        foreach (var way in ways)
        {
            yield return input with
            {
                Evidence = [.. input.Evidence.Select(way)],
            };
        }
    }

    [GeneratedRegex("„[^“]*“", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    // Words that are not German too, nor the beginning of a name or of what a policy writes: risk:read, AGPL-3.0-or-later.
    [GeneratedRegex(
        @"(?<![A-Za-z_.:/=-])(?:the|is|are|of|and|or|with|by|no|not|none|for|this|that|every|days|bytes|has|have|had|least|most|from|to|it"
            + @"|its|asked|required|recorded|allows|unknown|than|were|as|be|any|all|each|evidence|says|never|ago|old|above|found|open"
            + @"|more|other|accepted|nobody|could|made|but|yet|steps? to|findings|missing|critical|high|medium|low|undefined|declared"
            + @"|outcome|share|scope|methods|stop|waived|until|rows)(?![A-Za-z_:-])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex EnglishWord();
}
