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
        var expected = $"{path} at {url} allows";
        if (context.Input.RemoteDecisions.FirstOrDefault(known => known.Url == url && known.Path == path) is not { } decision)
        {
            return Finding.Error($"{path} was not asked at {url}. The portal asks it when it runs the gate.", expected, "not asked");
        }

        var blocking = decision.Violations.Where(violation => violation.Severity != "low").ToList();
        var actual =
            decision.Answer
            + (
                decision.Violations.Count == 0
                    ? string.Empty
                    : ": " + RuleContext.Listed(decision.Violations.Take(10).Select(violation => violation.Id))
            );
        var said =
            blocking.Count == 0
                ? string.Empty
                : " " + string.Join(" ", blocking.Take(5).Select(violation => $"{violation.Id}: {violation.Message.TrimEnd('.')}."));
        return decision.Answer switch
        {
            "allow" when blocking.Count == 0 => Finding.Pass($"{path} allows it.", expected, actual),
            "allow" or "deny" => Finding.Fail($"{path} does not allow it.{said}", expected, actual),
            "undefined" => Undecided($"{path} is undefined at {url}, which is no yes. Load a policy that defines it."),
            "timeout" => Undecided($"{url} did not answer in time."),
            "not-boolean" => Undecided($"{path} at {url} answered with something else than true or false."),
            "not-allowed" => Undecided(
                $"The host of {url} is not in the portal's list of hosts that may be asked. A policy cannot add one."
            ),
            _ => Undecided($"{url} could not be asked."),
        };

        Finding Undecided(string message) => Finding.Fail(message, expected, actual) with { CanBeWaived = false };
    }
}
