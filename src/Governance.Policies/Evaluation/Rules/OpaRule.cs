namespace Governance.Policies;

/// <summary>
/// <c>opa</c>: what a remote policy engine answered to this input. Only a plain yes without a blocking violation is a yes.
/// </summary>
/// <remarks>
/// The question is put before the evaluation and its answer is part of the input, so that a replay asks no one. An engine that could not be
/// asked, or did not answer with a truth value, fails the rule, and no waiver covers that: no one knows what would be waived.
/// </remarks>
internal static class OpaRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var (url, path) = (context.Parameters.Text("url") ?? string.Empty, context.Parameters.Text("path") ?? string.Empty);
        var (at, which) = (("url", Values.Id(url)), ("path", Values.Id(path)));
        var expected = Sentence.Of("opa.asked", $"{path} at {url} allows", which, at);
        if (context.Input.RemoteDecisions.FirstOrDefault(known => known.Url == url && known.Path == path) is not { } decision)
        {
            return Finding.Error(
                Sentence.Of("opa.not-queried", $"{path} was not asked at {url}. The portal asks it when it runs the gate.", which, at),
                expected,
                Sentence.Of("opa.seen-not-queried", "not asked")
            );
        }

        var blocking = decision.Violations.Where(violation => violation.Severity != "low").ToList();
        var actual = Sentence.Of(
            "opa.seen",
            decision.Answer
                + (
                    decision.Violations.Count == 0
                        ? string.Empty
                        : ": " + RuleContext.Listed(decision.Violations.Take(10).Select(violation => violation.Id))
                ),
            ("answer", Values.Term(StatementTerms.RemoteAnswer, decision.Answer)),
            ("violations", Values.Names(decision.Violations.Select(violation => violation.Id)))
        );
        // What the engine says is its own: word for word, and as its words.
        var said = blocking
            .Take(5)
            .Select(violation =>
                Sentence.Of(
                    "opa.violation",
                    $"{violation.Id}: {violation.Message.TrimEnd('.')}.",
                    ("violation", Values.Name(violation.Id)),
                    ("message", Values.Foreign(violation.Message.Length == 0 ? null : violation.Message))
                )
            );
        return decision.Answer switch
        {
            "allow" when blocking.Count == 0 => Finding.Pass(Sentence.Of("opa.allowed", $"{path} allows it.", which), expected, actual),
            "allow" or "deny" => Finding.Fail(
                Sentence.Joined(" ", [Sentence.Of("opa.denied", $"{path} does not allow it.", which), .. said]),
                expected,
                actual
            ),
            "undefined" => Undecided(
                Sentence.Of("opa.undefined", $"{path} is undefined at {url}, which is no yes. Load a policy that defines it.", which, at)
            ),
            "timeout" => Undecided(Sentence.Of("opa.timeout", $"{url} did not answer in time.", at)),
            "not-boolean" => Undecided(
                Sentence.Of("opa.not-boolean", $"{path} at {url} answered with something else than true or false.", which, at)
            ),
            "not-allowed" => Undecided(
                Sentence.Of(
                    "opa.host-not-allowed",
                    $"The host of {url} is not in the portal's list of hosts that may be asked. A policy cannot add one.",
                    at
                )
            ),
            _ => Undecided(Sentence.Of("opa.unreachable", $"{url} could not be asked.", at)),
        };

        Finding Undecided(Sentence message) => Finding.Fail(message, expected, actual) with { CanBeWaived = false };
    }
}
