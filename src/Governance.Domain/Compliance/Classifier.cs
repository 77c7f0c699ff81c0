namespace Governance.Domain.Compliance;

/// <summary>
/// Runs the questionnaire: follows the route, adds up what the answers set, derives what follows from it. Pure; the steps are those of
/// <c>questionnaire.evaluation</c> in the reference data.
/// </summary>
public static class Classifier
{
    /// <summary>An answer is unsure or contradicts another.</summary>
    public const string NeedsLegalReview = "needs_legal_review";

    private const string OutOfScope = "out_of_scope";
    private const string Prohibited = "prohibited";
    private const string DateValue = "date";

    /// <summary>Evaluates answers on a day.</summary>
    /// <param name="law">The text.</param>
    /// <param name="answers">Answers by question.</param>
    /// <param name="date">The assessment date: decides only whether a placement has already happened.</param>
    public static Result<Classification> Evaluate(Law law, IReadOnlyDictionary<string, GivenAnswer> answers, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(answers);
        if (date < law.ValidFrom)
        {
            return AssessmentRefusals.DateBeforeText(law);
        }

        return AnswerChecks.All(law, answers) is { } refusal ? refusal : Walk(law, answers, date);
    }

    /// <summary>The same answers under another text, whenever that text held: what would it have said?</summary>
    public static Result<Classification> Under(Law law, IReadOnlyDictionary<string, GivenAnswer> answers, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(answers);
        var read = answers.Where(a => law.Questions.ContainsKey(a.Key)).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
        foreach (var rewrite in law.AnswerRewrites)
        {
            if (read.TryGetValue(rewrite.Question, out var given) && given.Values.All(rewrite.OnlyValues.Contains))
            {
                read[rewrite.SetQuestion] = GivenAnswer.One(rewrite.SetValue);
            }
        }

        return AnswerChecks.All(law, read) is { } refusal ? refusal : Walk(law, read, date);
    }

    private static Result<Classification> Walk(Law law, IReadOnlyDictionary<string, GivenAnswer> answers, DateOnly date)
    {
        var state = new ClassificationState();
        var basis = new List<string>();
        var route = new List<CountedAnswer>();
        var at = law.FirstQuestion;
        while (at != LawQuestion.End && answers.TryGetValue(at, out var given))
        {
            var question = law.Questions[at];
            if (AnswerChecks.OnRoute(question, given, state) is { } refusal)
            {
                return refusal;
            }

            at = Take(law, question, given, state, basis, route);
        }

        var next = at == LawQuestion.End ? null : at;
        var derived = Derive(law, state, complete: next is null);
        return Finish(law, state, basis, route, derived, next, date);
    }

    /// <summary>Steps 1 to 3: the effective answer, its effects, the way on.</summary>
    private static string Take(
        Law law,
        LawQuestion question,
        GivenAnswer given,
        ClassificationState state,
        List<string> basis,
        List<CountedAnswer> route
    )
    {
        var unsure = given.Values is [LawQuestion.Unsure];
        var values = unsure ? AsUnsure(question, state) : given.Values;
        if (unsure)
        {
            ClassificationState.Add(state.Flags, [NeedsLegalReview]);
        }

        state.Answers[question.Id] = values;
        var cited = new List<string>();
        string? next = null;
        foreach (var value in values)
        {
            if (AnswerOf(question, value, state) is { } answer)
            {
                ClassificationState.Add(state.Classes, answer.SetClasses);
                state.Classes.RemoveAll(answer.UnsetClasses.Contains);
                ClassificationState.Add(state.Roles, answer.SetRoles);
                ClassificationState.Add(state.Flags, answer.SetFlags);
                ClassificationState.Add(state.Subpoints, answer.SetSubpoints);
                ClassificationState.Add(cited, answer.LegalBasis);
                if (answer.ExclusionsOf is { } chosen && state.Answers.TryGetValue(chosen, out var options))
                {
                    ClassificationState.Add(
                        cited,
                        options.SelectMany(o => law.Subpoints.TryGetValue(o, out var point) ? point.ExclusionLegalBasis : [])
                    );
                }

                // In a multiple choice only a value that stands alone leads somewhere by itself.
                next ??= question.Type is AnswerType.MultiChoice or AnswerType.MultiChoiceFrom && !answer.Exclusive ? null : answer.Next;
            }
            else
            {
                ClassificationState.Add(state.Subpoints, [value]);
                ClassificationState.Add(state.Flags, question.OptionFlags);
                ClassificationState.Add(cited, [law.Subpoints[value].Ref]);
            }
        }

        ClassificationState.Add(basis, cited);
        route.Add(new CountedAnswer(question.Id, values, unsure, cited));
        return next
            ?? question.NextIf.Where(n => n.When.Holds(state)).Select(n => n.To).FirstOrDefault()
            ?? question.Next
            ?? LawQuestion.End;
    }

    private static LawAnswer? AnswerOf(LawQuestion question, string value, ClassificationState state)
    {
        if (question.Type is AnswerType.Date && question.Answer(value) is null)
        {
            state.Placement = ReferenceFields.Date(value, question.Id);
            return question.Answer(DateValue);
        }

        return question.Answer(value);
    }

    private static IReadOnlyList<string> AsUnsure(LawQuestion question, ClassificationState state) =>
        question.UnsureAs ?? [.. question.Answers.Where(a => !a.Exclusive).Select(a => a.Value), .. AnswerChecks.OnOffer(question, state)];

    /// <summary>Step 5.</summary>
    private static List<DerivedRule> Derive(Law law, ClassificationState state, bool complete)
    {
        var fired = new List<DerivedRule>();
        foreach (var rule in law.DerivedRules.Where(r => complete || !r.CompleteOnly))
        {
            if (rule.When.Holds(state))
            {
                ClassificationState.Add(state.Roles, rule.AddRoles);
                ClassificationState.Add(state.Flags, rule.AddFlags);
                ClassificationState.Add(state.Classes, rule.AddClasses);
                fired.Add(rule);
            }
        }

        return fired;
    }

    /// <summary>Steps 6 and 7.</summary>
    private static Classification Finish(
        Law law,
        ClassificationState state,
        List<string> basis,
        List<CountedAnswer> route,
        List<DerivedRule> derived,
        string? next,
        DateOnly date
    )
    {
        state.Subpoints.RemoveAll(s => !law.SubpointPrefixes[s.Split('-')[0]].Any(state.Classes.Contains));
        var classes = law.HeadlineOrder.Where(state.Classes.Contains).ToList();
        var conformity = law.ConformityRoutes.FirstOrDefault(r => r.When.Holds(state));
        var dates = new ObligationDates(law, state, date);
        foreach (var rule in dates.OfClasses)
        {
            ClassificationState.Add(state.Flags, rule.AddFlags);
        }

        var obligations = classes.Contains(OutOfScope) ? [] : dates.Obligations();
        ClassificationState.Add(
            basis,
            classes.SelectMany(c =>
                law.Classes[c].DateRef is { } dateRef ? [.. law.Classes[c].LegalBasis, dateRef] : law.Classes[c].LegalBasis
            )
        );
        ClassificationState.Add(basis, state.Subpoints.Select(s => law.Subpoints[s].Ref));
        ClassificationState.Add(basis, derived.SelectMany(r => r.LegalBasis));
        ClassificationState.Add(basis, conformity is null ? [] : [conformity.Ref]);
        ClassificationState.Add(basis, dates.Fired.Select(r => r.Ref));
        return new Classification
        {
            Headline = classes.Count == 0 ? null : classes[0],
            Classes = classes,
            Subpoints = state.Subpoints,
            Roles = [.. law.Roles.Select(r => r.Id).Where(state.Roles.Contains)],
            Flags = state.Flags,
            Next = next,
            LegalBasis = basis,
            ClassDates = classes.ToDictionary(c => c, c => DateOf(law, c, state), StringComparer.Ordinal),
            Legacy = dates.OfClasses.Any(),
            Obligations = obligations,
            Route = route,
            Conformity = conformity,
            Transitional = dates.Fired,
        };
    }

    // A ban begins with the earliest of the practices that were hit.
    private static DateOnly? DateOf(Law law, string id, ClassificationState state) =>
        id == Prohibited
            ? state
                .Subpoints.Select(s => law.Subpoints[s])
                .Where(s => s.Id.StartsWith("P-", StringComparison.Ordinal))
                .Min(s => s.AppliesFrom)
                ?? law.Classes[id].AppliesFrom
            : law.Classes[id].AppliesFrom;
}
