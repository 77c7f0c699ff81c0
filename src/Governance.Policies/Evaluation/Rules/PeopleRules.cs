namespace Governance.Policies;

/// <summary>Rules about people: who asks.</summary>
internal static class PeopleRules
{
    public static Finding RbacAction(RuleContext context)
    {
        var (parameters, caller) = (context.Parameters, context.Input.Caller);
        var action = parameters.Text("action") ?? string.Empty;
        var (roles, apart) = (parameters.List("roles"), parameters.List("separationFrom"));
        var (people, whom) = (context.Input.RequestedBy, ("people", Values.People(context.Input.RequestedBy)));
        var expected = Sentence.Joined(
            ", ",
            roles.Count == 0
                ? Sentence.Of("people.asked", "asked for by a known person")
                : Sentence.Of(
                    "people.asked-roles",
                    $"asked for by {string.Join(" or ", roles)}",
                    ("roles", Values.Terms(StatementTerms.Role, roles))
                ),
            parameters.Flag("mfa") ? Sentence.Of("people.asked-factor", "with a second factor") : null,
            apart.Count == 0
                ? null
                : Sentence.Of(
                    "people.asked-apart",
                    $"who has not {string.Join(" or ", apart)}",
                    ("deeds", Values.Terms(StatementTerms.Deed, apart))
                )
        );
        if (action != ActionOf(context.Input.To))
        {
            var frozen = $"This rule is about {action}; the version is to go to {context.Input.To}.";
            var about = ("action", Values.Term(StatementTerms.Action, action));
            return Finding.NotApplicable(
                context.Input.To == "retired"
                    ? Sentence.Of("people.retiring", frozen, about)
                    : Sentence.Of("people.other-action", frozen, about, ("stage", Values.Term(StatementTerms.Stage, context.Input.To)))
            );
        }

        if (caller is null || caller.Action != action || people.Count == 0)
        {
            return Finding.Error(RequesterUnknown, expected, Sentence.NotKnown);
        }

        var actual = Sentence.Joined(
            ", ",
            caller.Roles.Count == 0
                ? Sentence.Of("people.seen-no-role", $"{RuleContext.Listed(people)}: no role", whom)
                : Sentence.Of(
                    "people.seen",
                    $"{RuleContext.Listed(people)}: {RuleContext.Listed(caller.Roles)}",
                    whom,
                    ("roles", Values.Terms(StatementTerms.Role, caller.Roles))
                ),
            caller.Mfa switch
            {
                true => Sentence.Of("people.seen-factor", "second factor"),
                false => Sentence.Of("people.seen-no-factor", "no second factor"),
                null => null,
            }
        );
        return Check(parameters, caller, people) switch
        {
            (PersonFault.Role, _, _) => Finding.Fail(
                Sentence.Of(
                    "people.role",
                    $"Who asks for this promotion holds none of the roles asked for. Have it requested by {string.Join(" or ", roles)}.",
                    ("roles", Values.Terms(StatementTerms.Role, roles))
                ),
                expected,
                actual
            ),
            (PersonFault.DeedUnknown, var deed, _) => Finding.Error(
                Sentence.Of("people.deed-unknown", $"It is not known who has {deed}.", ("deed", Values.Term(StatementTerms.Deed, deed))),
                expected,
                actual
            ),
            (PersonFault.Deed, var deed, var same) => Finding.Fail(
                Sentence.Of(
                    "people.deed",
                    $"{RuleContext.Listed(same)} asks for this promotion and also has {deed}. Have somebody else request it.",
                    ("people", Values.People(same)),
                    ("deed", Values.Term(StatementTerms.Deed, deed))
                ),
                expected,
                actual
            ),
            (PersonFault.FactorUnknown, _, _) => Finding.Error(
                Sentence.Of(
                    "people.factor-unknown",
                    "It is not known whether a second factor was used. Request the promotion in a session with one."
                ),
                expected,
                actual
            ),
            (PersonFault.Factor, _, _) => Finding.Fail(
                Sentence.Of(
                    "people.no-factor",
                    "The promotion was requested without a second factor. Sign in with one and request it again."
                ),
                expected,
                actual
            ),
            _ => Finding.Pass(Sentence.Of("people.met", "Who asks for this promotion may."), expected, actual),
        };
    }

    /// <summary>No person is behind the request.</summary>
    public static Sentence RequesterUnknown { get; } =
        Sentence.Of("people.unknown", "It is not known who asks for this promotion. Have a person with an account request it.");

    /// <summary>The rule itself, whatever is asked for: role, what else the people did, second factor, in this order.</summary>
    /// <param name="parameters">The rule's.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="people">Ids of everyone behind the request.</param>
    /// <returns>What keeps them from it, and the deed and the people that it is about.</returns>
    internal static (PersonFault Fault, string? Deed, IReadOnlyList<string> By) Check(
        RuleParameters parameters,
        GateCaller caller,
        IReadOnlyList<string> people
    )
    {
        var roles = parameters.List("roles");
        if (roles.Count > 0 && !caller.Roles.Intersect(roles, StringComparer.Ordinal).Any())
        {
            return (PersonFault.Role, null, []);
        }

        foreach (var deed in parameters.List("separationFrom"))
        {
            if (caller.Deeds.FirstOrDefault(known => known.Deed == deed) is not { } done)
            {
                return (PersonFault.DeedUnknown, deed, []);
            }

            if (done.By.Intersect(people, StringComparer.Ordinal).ToList() is { Count: > 0 } same)
            {
                return (PersonFault.Deed, deed, same);
            }
        }

        return (parameters.Flag("mfa"), caller.Mfa) switch
        {
            (true, null) => (PersonFault.FactorUnknown, null, []),
            (true, false) => (PersonFault.Factor, null, []),
            _ => (PersonFault.None, null, []),
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
