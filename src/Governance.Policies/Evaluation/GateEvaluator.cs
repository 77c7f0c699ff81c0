using System.Globalization;

namespace Governance.Policies;

/// <summary>Evaluates policies against the facts of one promotion. A pure function: same policies and input, same bytes.</summary>
public static class GateEvaluator
{
    /// <summary>Version of the evaluation, written into every result.</summary>
    public const string Engine = "governance-policies/5";

    /// <summary>
    /// The engine before it judged the same; why a policy was not applied, its notices and its bounds it wrote in sentences alone.
    /// </summary>
    internal const string FourthEngine = "governance-policies/4";

    /// <summary>The third engine: besides, what its rules found it wrote in sentences alone.</summary>
    internal const string ThirdEngine = "governance-policies/3";

    /// <summary>
    /// The second engine: besides, <c>boundTo</c> binds only the rule that has it, every other rule reads the newest report; a version
    /// without an earlier one has no way back. Its runs are replayed by its own meaning.
    /// </summary>
    internal const string SecondEngine = "governance-policies/2";

    /// <summary>
    /// The first engine: besides, without remote decisions, lineage, oversight, risks and callers, and without composed bounds.
    /// </summary>
    internal const string FirstEngine = "governance-policies/1";

    /// <summary>Evaluates the built-in baseline and every given policy that applies.</summary>
    /// <param name="policies">The organisation's policies in any order; the baseline is always added.</param>
    /// <param name="input">The facts. They are judged exactly as their canonical bytes say, so that the stored bytes give the same result
    /// again.</param>
    /// <exception cref="ArgumentException">The input is not a valid <c>governance.input/v1</c>: a mistake of the program that made
    /// it.</exception>
    public static GateResult Evaluate(IReadOnlyList<PolicyDocument> policies, GateInput input) => EvaluateAs(Engine, policies, input);

    /// <summary>Evaluates as an earlier engine did, in its words: what a stored run of it would say of facts of today.</summary>
    /// <param name="engine">The engine; <see cref="CanReplay"/> knows it.</param>
    /// <param name="policies">The organisation's policies in any order; the baseline is always added.</param>
    /// <param name="input">The facts.</param>
    /// <exception cref="ArgumentException">The engine is not known, or the input is not a valid <c>governance.input/v1</c>.</exception>
    public static GateResult EvaluateAs(string engine, IReadOnlyList<PolicyDocument> policies, GateInput input)
    {
        if (!CanReplay(engine))
        {
            throw new ArgumentException($"“{engine}” is not an engine that can be evaluated.", nameof(engine));
        }

        var bytes = input.ToBytes();
        var read = GateInput.Read(bytes);
        return read.IsValid
            ? Evaluate(policies, read.Input, Digest.Of(bytes), engine)
            : throw new ArgumentException($"The gate input is invalid: {string.Join(" ", read.Problems.Take(5))}", nameof(input));
    }

    /// <summary>True when a policy is about this promotion: an evaluation applies it.</summary>
    public static bool Applies(PolicyDocument policy, GateInput input)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(input);
        return PolicyApplication.WhyNot(policy, input) is null;
    }

    /// <summary>True for an engine whose runs can be evaluated again as it judged them.</summary>
    public static bool CanReplay(string engine) => engine is Engine or FourthEngine or ThirdEngine or SecondEngine or FirstEngine;

    /// <summary>Evaluates stored bytes again and compares the outcome with the stored result.</summary>
    /// <param name="policies">The policies as they were; order does not matter.</param>
    /// <param name="inputBytes">The stored input.</param>
    /// <param name="storedResultBytes">The stored result.</param>
    public static ReplayResult Replay(
        IReadOnlyList<PolicyDocument> policies,
        ReadOnlyMemory<byte> inputBytes,
        ReadOnlyMemory<byte> storedResultBytes
    )
    {
        var read = GateInput.Read(inputBytes);
        if (!read.IsValid)
        {
            return new(false, null, new("input", null, read.Problems[0].ToString()));
        }

        // The digest is of the bytes as stored, so that a changed byte shows even where it changes no meaning.
        // A run is judged by the engine that made it, where that is still known; for any other the difference shows in the engine's name.
        var engine = GateResult.FromBytes(storedResultBytes).Result?.Engine is { } made && CanReplay(made) ? made : Engine;
        var result = Evaluate(policies, read.Input, Digest.Of(inputBytes.Span), engine);
        var bytes = result.ToBytes();
        return bytes.AsSpan().SequenceEqual(storedResultBytes.Span)
            ? new(true, result, null)
            : new(false, result, ResultDifference.First(storedResultBytes, bytes));
    }

    private static GateResult Evaluate(IReadOnlyList<PolicyDocument> policies, GateInput input, string inputSha256, string engine)
    {
        var ordered = policies
            .Where(policy => policy.Name != PolicyDocument.BaselineName)
            .DistinctBy(policy => policy.Sha256)
            .OrderBy(policy => policy.Name, StringComparer.Ordinal)
            .ThenBy(policy => policy.Version, StringComparer.Ordinal)
            .ThenBy(policy => policy.Sha256, StringComparer.Ordinal)
            .Prepend(PolicyDocument.Baseline)
            .Select(policy => (Policy: policy, Reason: PolicyApplication.WhyNot(policy, input)))
            .ToList();
        var applied = ordered.Where(pair => pair.Reason is null).Select(pair => pair.Policy).ToList();
        var found = applied
            .SelectMany(policy =>
            {
                var bound = IsSinceThird(engine) ? RequiredBinding.For(policy, applied) : RequiredBinding.None;
                return policy.Rules.Select(rule => (policy.Mode, Result: Evaluate(policy, rule, input, bound, engine)));
            })
            .ToList();
        var expired = ordered.Where(pair => PolicyApplication.HasExpired(pair.Policy, input)).Select(pair => Expired(pair.Policy)).ToList();
        var approvals = ApprovalComposition.Compose(applied, IsSinceThird(engine) ? input : input with { NoRollback = null });
        List<Sentence> notices = [.. expired, .. Relaxed(approvals, input)];
        var states = engine == Engine;
        return new()
        {
            Engine = engine,
            Subject = new(
                input.Model.Name,
                input.Model.RiskClass,
                input.Version.Name,
                input.Version.Sha256,
                input.Artifact.DeclaredSha256,
                input.From,
                input.To
            ),
            EvaluatedAt = input.At.ToUniversalTime(),
            InputSha256 = inputSha256,
            Policies =
            [
                .. ordered.Select(pair => new EvaluatedPolicy(
                    pair.Policy.Name,
                    pair.Policy.Version,
                    pair.Policy.Sha256,
                    pair.Policy.Mode,
                    pair.Reason is null,
                    pair.Reason?.Words(states)
                )
                {
                    Why = states ? pair.Reason?.Statements[0] : null,
                }),
            ],
            Results = [.. found.Select(pair => pair.Result)],
            Outcome = Outcome(found, expired.Count > 0),
            Approvals = approvals,
            Notices = [.. notices.Select(notice => notice.Words(states))],
            Noticed = states ? [.. notices.SelectMany(notice => notice.Statements)] : null,
            Bounds = engine == FirstEngine ? null : BoundComposition.Compose(applied, states),
        };
    }

    // Said loudly, and no reason to warn: two people decided on these policies.
    private static IEnumerable<Sentence> Relaxed(RequiredApprovals approvals, GateInput input)
    {
        if (approvals.MakersMaySign)
        {
            yield return Sentence.Of(
                "notice.makers-sign",
                $"The policies let the makers of a version of risk class {input.Model.RiskClass} sign it.",
                ("riskClass", Values.Term(StatementTerms.RiskClass, input.Model.RiskClass))
            );
        }

        if (approvals.SoonAfterResetHours < PolicyApprovals.DefaultSoonAfterResetHours)
        {
            yield return approvals.SoonAfterResetHours == 0
                ? Sentence.Of(
                    "notice.reset-sign-at-once",
                    "The policies let somebody whose access was just reset sign without a second person's confirmation."
                )
                : Sentence.Of(
                    "notice.reset-sign-soon",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The policies let somebody sign {approvals.SoonAfterResetHours} h after their access was reset, without a second "
                            + $"person's confirmation."
                    ),
                    ("hours", Values.Hours(approvals.SoonAfterResetHours))
                );
        }
    }

    private static bool IsSinceThird(string engine) => engine is Engine or FourthEngine or ThirdEngine;

    private static RuleResult Evaluate(PolicyDocument policy, PolicyRule rule, GateInput input, RequiredBinding bound, string engine)
    {
        var finding = RuleEvaluation.Evaluate(new(rule, input, bound) { KnowsFirstVersions = IsSinceThird(engine) }, engine);
        var waiver =
            finding is { Outcome: RuleOutcome.Fail, CanBeWaived: true } && rule.Waivable ? WaiverCheck.Find(policy, rule, input) : null;
        var outcome = waiver is null ? finding.Outcome : RuleOutcome.Waived;
        var message = waiver is null
            ? finding.Message
            : Sentence.Joined(
                " ",
                finding.Message,
                Sentence.Of(
                    "waived",
                    $"Waived by {waiver.Id} until {Instant.Write(waiver.ExpiresAt)}.",
                    ("waiver", Values.Id(waiver.Id)),
                    ("until", Values.Time(waiver.ExpiresAt))
                )
            );
        var states = engine is Engine or FourthEngine;
        return new()
        {
            RuleId = rule.Id,
            Policy = policy.Name,
            Type = rule.Type,
            Severity = rule.Severity,
            Blocking = policy.Mode == PolicyMode.Enforce && (rule.Severity != RuleSeverity.Low || outcome == RuleOutcome.Error),
            Outcome = outcome,
            Message = states ? English(" ", message) : message.Frozen,
            Expected = states && finding.Expected is { } expected ? English(", ", expected) : finding.Expected?.Frozen,
            Actual = states && finding.Actual is { } actual ? English("; ", actual) : finding.Actual?.Frozen,
            Found = states ? message.Statements : null,
            Asked = states ? finding.Expected?.Statements : null,
            Seen = states ? finding.Actual?.Statements : null,
            Evidence =
            [
                .. finding.Evidence.Select(evidence => new EvidenceReference(
                    evidence.Id,
                    evidence.Kind,
                    evidence.Sha256,
                    Instant.DaysBetween(evidence.ProducedAt, input.At)
                )),
            ],
            Controls = rule.Controls,
            Location = new(policy.FileName, rule.Line),
            Waiver = waiver is null
                ? null
                : new(waiver.Id, [.. waiver.Grants.Select(grant => grant.By).Order(StringComparer.Ordinal)], waiver.ExpiresAt),
        };
    }

    private static string English(string separator, Sentence sentence) =>
        string.Join(separator, sentence.Statements.Select(StatementTexts.English));

    /// <summary>A known failure is said before "could not be evaluated": it is the surer answer, and both keep the gate shut.</summary>
    private static GateOutcome Outcome(List<(PolicyMode Mode, RuleResult Result)> found, bool noticed)
    {
        var blocking = found.Select(pair => pair.Result).Where(result => result.Blocks).ToList();
        if (blocking.Count > 0)
        {
            return blocking.Exists(result => result.Outcome == RuleOutcome.Fail) ? GateOutcome.Fail : GateOutcome.Error;
        }

        var isToBeSeen = found.Exists(pair =>
            pair.Mode != PolicyMode.DryRun && (pair.Result.Outcome is RuleOutcome.Fail or RuleOutcome.Error or RuleOutcome.Waived)
        );
        return noticed || isToBeSeen ? GateOutcome.Warn : GateOutcome.Pass;
    }

    private static Sentence Expired(PolicyDocument policy) =>
        Sentence.Of(
            "notice.expired",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The policy {policy.Name} {policy.Version} expired on {policy.Expires:yyyy-MM-dd} and was not applied. "
                    + $"Renew it or replace it."
            ),
            ("policy", Values.Name(policy.Name)),
            ("version", Values.Name(policy.Version)),
            ("day", Values.Day(policy.Expires))
        );
}
