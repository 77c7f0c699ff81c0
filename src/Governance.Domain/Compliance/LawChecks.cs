namespace Governance.Domain.Compliance;

/// <summary>Whether everything the law's data names exists, and whether the questionnaire ends.</summary>
internal static class LawChecks
{
    /// <exception cref="FormatException">Something is named that does not exist.</exception>
    public static void Check(Law law, Vocabulary vocabulary)
    {
        var obligations = law.Obligations.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        RequireNone(
            "obligation given twice",
            law.Obligations.GroupBy(o => o.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)
        );
        RequireNone(
            "question",
            law.Questions.Values.SelectMany(NextQuestions)
                .Append(law.FirstQuestion)
                .Where(q => q != LawQuestion.End && !law.Questions.ContainsKey(q))
        );
        RequireNone(
            "question",
            Conditions(law)
                .SelectMany(c => c.AnyAnswers.Keys.Concat(c.NoAnswers.Keys))
                .Concat(law.Questions.Values.Select(q => q.FilterQuestion).OfType<string>())
                .Where(q => !law.Questions.ContainsKey(q))
        );
        RequireNone(
            "answer",
            Conditions(law)
                .SelectMany(c => c.AnyAnswers.Concat(c.NoAnswers))
                .SelectMany(a => a.Value.Where(v => !IsAnswer(law.Questions[a.Key], v)).Select(v => $"{a.Key}: {v}"))
        );
        RequireNone(
            "answer",
            law.Questions.Values.SelectMany(q => (q.UnsureAs ?? []).Where(v => !IsAnswer(q, v)).Select(v => $"{q.Id}: {v}"))
        );
        RequireNone(
            "class",
            Answers(law)
                .SelectMany(a => a.SetClasses.Concat(a.UnsetClasses))
                .Concat(Conditions(law).SelectMany(c => c.AnyClasses.Concat(c.NoClasses)))
                .Concat(law.DerivedRules.SelectMany(r => r.AddClasses))
                .Concat(law.Obligations.SelectMany(o => o.Classes.Concat(o.AppliesFromByClass.Keys).Concat(o.ReliefExceptClasses)))
                .Concat(law.TransitionalRules.SelectMany(r => r.Classes))
                .Concat(law.HeadlineOrder)
                .Concat(law.SubpointPrefixes.Values.SelectMany(c => c))
                .Concat(law.SuspendedClasses.Select(s => s.Class))
                .Where(c => !law.Classes.ContainsKey(c))
        );
        RequireNone("class without a place in headline_order", law.Classes.Keys.Except(law.HeadlineOrder, StringComparer.Ordinal));
        RequireNone(
            "role",
            Answers(law)
                .SelectMany(a => a.SetRoles)
                .Concat(law.Obligations.SelectMany(o => o.Roles))
                .Concat(law.DerivedRules.SelectMany(r => r.AddRoles))
                .Concat(Conditions(law).SelectMany(c => c.AnyRoles.Concat(c.NoRoles)))
                .Where(r => law.Roles.All(role => role.Id != r))
        );
        RequireNone(
            "flag",
            Answers(law)
                .SelectMany(a => a.SetFlags)
                .Concat(law.Questions.Values.SelectMany(q => q.OptionFlags))
                .Concat(law.DerivedRules.SelectMany(r => r.AddFlags))
                .Concat(law.Obligations.SelectMany(o => o.OwnUnlessFlags.Concat(o.ReliefFlags)))
                .Concat(law.TransitionalRules.SelectMany(r => r.NoFlags.Concat(r.AddFlags).Concat(r.AppliesFromWithFlag.Keys)))
                .Concat(Conditions(law).SelectMany(c => c.AnyFlags.Concat(c.NoFlags)))
                .Where(f => !law.Flags.ContainsKey(f))
        );
        RequireNone(
            "sub-point",
            Answers(law)
                .SelectMany(a => a.SetSubpoints)
                .Concat(law.Questions.Values.SelectMany(q => q.Options.Select(o => o.Id)))
                .Concat(Conditions(law).SelectMany(c => c.AnySubpoints.Concat(c.UnlessOnlySubpoints)))
                .Where(s => !law.Subpoints.ContainsKey(s))
        );
        RequireNone("sub-point without a known prefix", law.Subpoints.Keys.Where(s => !law.SubpointPrefixes.ContainsKey(s.Split('-')[0])));
        RequireNone(
            "obligation",
            law.TransitionalRules.SelectMany(r => r.Obligations.Concat(r.ExceptObligations))
                .Concat(law.SuspendedClasses.SelectMany(s => s.ExceptObligations))
                .Where(o => !obligations.Contains(o))
        );
        RequireNone("record kind", law.Obligations.SelectMany(o => o.EvidenceKinds).Where(k => !vocabulary.RecordKinds.ContainsKey(k)));
        RequireNone(
            "tier of fines",
            law.Obligations.Select(o => o.PenaltyTier)
                .Concat(law.Classes.Values.Select(c => c.PenaltyTier))
                .Where(t => !law.PenaltyTiers.ContainsKey(t))
        );
        RequireNone(
            "verification level",
            law.Obligations.Select(o => o.DateConfidence).Where(v => !vocabulary.VerificationLevels.ContainsKey(v))
        );
        RequireNone(
            "end of the questionnaire after",
            law.Questions.Keys.Where(q =>
                !Ends(law, q, new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal))
            )
        );
    }

    private static void RequireNone(string what, IEnumerable<string> faults)
    {
        if (faults.FirstOrDefault() is { } first)
        {
            throw new FormatException($"The legal reference data is invalid ({what}): {first}.");
        }
    }

    private static bool IsAnswer(LawQuestion question, string value) =>
        question.Answer(value) is not null || question.Options.Any(o => o.Id == value);

    private static IEnumerable<LawAnswer> Answers(Law law) => law.Questions.Values.SelectMany(q => q.Answers);

    private static IEnumerable<LawCondition> Conditions(Law law) =>
        law
            .Questions.Values.SelectMany(q => q.NextIf.Select(n => n.When).Concat(q.Suggest is { } hint ? [hint.When] : []))
            .Concat(law.DerivedRules.Select(r => r.When))
            .Concat(law.ConformityRoutes.Select(r => r.When))
            .Concat(law.SuspendedClasses.Select(s => s.When))
            .Concat(law.Obligations.Select(o => o.AppliesIf))
            .SelectMany(c => c.Flatten());

    private static IEnumerable<string> NextQuestions(LawQuestion question) =>
        question.Answers.Select(a => a.Next).Concat(question.NextIf.Select(n => (string?)n.To)).Append(question.Next).OfType<string>();

    // Every path from a question comes to the end, and none in a circle. Known: questions found to end. Path: those on the way here.
    private static bool Ends(Law law, string id, HashSet<string> known, HashSet<string> path)
    {
        if (id == LawQuestion.End || known.Contains(id))
        {
            return true;
        }

        var question = law.Questions[id];
        var leads =
            question.Next is not null
            || (question.Options.Count == 0 && question.Answers.Count > 0 && question.Answers.All(a => a.Next is not null));
        if (!leads || !path.Add(id) || !NextQuestions(question).All(next => Ends(law, next, known, path)))
        {
            return false;
        }

        path.Remove(id);
        return known.Add(id);
    }
}
