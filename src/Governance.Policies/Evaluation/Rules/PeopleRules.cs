namespace Governance.Policies;

/// <summary>Rules about people: who asks.</summary>
internal static class PeopleRules
{
    public static Finding RbacAction(RuleContext context)
    {
        var (parameters, caller) = (context.Parameters, context.Input.Caller);
        var action = parameters.Text("action") ?? string.Empty;
        var (roles, apart) = (parameters.List("roles"), parameters.List("separationFrom"));
        var expected = string.Join(
            ", ",
            new[]
            {
                $"asked for by {(roles.Count == 0 ? "a known person" : string.Join(" or ", roles))}",
                parameters.Flag("mfa") ? "with a second factor" : null,
                apart.Count == 0 ? null : $"who has not {string.Join(" or ", apart)}",
            }.OfType<string>()
        );
        if (action != ActionOf(context.Input.To))
        {
            return Finding.NotApplicable($"This rule is about {action}; the version is to go to {context.Input.To}.");
        }

        if (caller is null || caller.Action != action || context.Input.RequestedBy.Count == 0)
        {
            return Finding.Error(
                "It is not known who asks for this promotion. Have a person with an account request it.",
                expected,
                "not known"
            );
        }

        var actual =
            $"{RuleContext.Listed(context.Input.RequestedBy)}: {(caller.Roles.Count == 0 ? "no role" : RuleContext.Listed(caller.Roles))}"
            + $"{caller.Mfa switch { true => ", second factor", false => ", no second factor", null => string.Empty }}";
        return Check(parameters, caller, context.Input.RequestedBy) switch
        {
            (PersonFault.Role, _, _) => Finding.Fail(
                $"Who asks for this promotion holds none of the roles asked for. Have it requested by {string.Join(" or ", roles)}.",
                expected,
                actual
            ),
            (PersonFault.DeedUnknown, var deed, _) => Finding.Error($"It is not known who has {deed}.", expected, actual),
            (PersonFault.Deed, var deed, var same) => Finding.Fail(
                $"{same} asks for this promotion and also has {deed}. Have somebody else request it.",
                expected,
                actual
            ),
            (PersonFault.FactorUnknown, _, _) => Finding.Error(
                "It is not known whether a second factor was used. Request the promotion in a session with one.",
                expected,
                actual
            ),
            (PersonFault.Factor, _, _) => Finding.Fail(
                "The promotion was requested without a second factor. Sign in with one and request it again.",
                expected,
                actual
            ),
            _ => Finding.Pass("Who asks for this promotion may.", expected, actual),
        };
    }

    /// <summary>The rule itself, whatever is asked for: role, what else the people did, second factor, in this order.</summary>
    /// <param name="parameters">The rule's.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="people">Ids of everyone behind the request.</param>
    /// <returns>What keeps them from it, and the deed and the people that it is about.</returns>
    internal static (PersonFault Fault, string? Deed, string? By) Check(
        RuleParameters parameters,
        GateCaller caller,
        IReadOnlyList<string> people
    )
    {
        var roles = parameters.List("roles");
        if (roles.Count > 0 && !caller.Roles.Intersect(roles, StringComparer.Ordinal).Any())
        {
            return (PersonFault.Role, null, null);
        }

        foreach (var deed in parameters.List("separationFrom"))
        {
            if (caller.Deeds.FirstOrDefault(known => known.Deed == deed) is not { } done)
            {
                return (PersonFault.DeedUnknown, deed, null);
            }

            if (done.By.Intersect(people, StringComparer.Ordinal).ToList() is { Count: > 0 } same)
            {
                return (PersonFault.Deed, deed, RuleContext.Listed(same));
            }
        }

        return (parameters.Flag("mfa"), caller.Mfa) switch
        {
            (true, null) => (PersonFault.FactorUnknown, null, null),
            (true, false) => (PersonFault.Factor, null, null),
            _ => (PersonFault.None, null, null),
        };
    }

    private static string ActionOf(string target) => target == "retired" ? "retire" : "promote";
}

/// <summary>What keeps people from what they ask for.</summary>
internal enum PersonFault
{
    None,
    Role,
    DeedUnknown,
    Deed,
    FactorUnknown,
    Factor,
}
