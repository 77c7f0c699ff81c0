using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>
/// Reads a version of the law from the reference data. Unknown keys, dangling ids and impossible dates are faults: a wrong law is worse
/// than none.
/// </summary>
public static class LawReader
{
    private static readonly string[] s_sections = ["section_a", "section_b"];

    /// <summary>Reads it.</summary>
    /// <param name="data">The data, amended where it is an earlier text.</param>
    /// <param name="vocabulary">The shared words.</param>
    /// <param name="sha256">Digest of the files it came from.</param>
    /// <param name="verification">How well it is confirmed, in words.</param>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static Law Read(JsonObject data, Vocabulary vocabulary, string sha256, string verification)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var root = ReferenceFields
            .Of(data, "law")
            .Skip(
                "schema_version",
                "title",
                "licence_note",
                "amendment_2026_1744",
                "source_disagreements",
                "scope",
                "deadlines",
                "condition_grammar",
                "role_flags"
            );
        var questionnaire = root.Map("questionnaire").Skip("rules", "skip_rules", "outcome_rules");
        var evaluation = questionnaire
            .Map("evaluation")
            .Skip("request", "answer_types", "validation", "steps", "result", "legal_basis", "dates");
        var points = new Dictionary<string, LawSubpoint>(StringComparer.Ordinal);
        var areas = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new Dictionary<string, List<LawOption>>(StringComparer.Ordinal);
        var classes = Classes(root.Map("classes"), points, areas, options);
        var law = new Law
        {
            ValidFrom = evaluation.Date("valid_from"),
            ValidUntil = root.OptionalDate("valid_until"),
            Regulation = root.Text("regulation"),
            TextVersion = root.Text("text_version"),
            AsOf = root.Date("as_of"),
            Verification = verification,
            Sha256 = sha256,
            QuestionnaireVersion = questionnaire.Text("version"),
            FirstQuestion = questionnaire.Text("first_question"),
            Questions = questionnaire
                .List("questions")
                .Select(q => QuestionReader.Read(q, options))
                .ToDictionary(q => q.Id, StringComparer.Ordinal),
            Classes = classes.ToDictionary(c => c.Id, StringComparer.Ordinal),
            Subpoints = points,
            Areas = areas,
            Roles = [.. root.List("roles").Select(Role)],
            Flags = questionnaire.List("flags").Select(Flag).ToDictionary(f => f.Id, StringComparer.Ordinal),
            DerivedRules = [.. questionnaire.List("derived_rules").Select(Derived)],
            ConformityRoutes = [.. questionnaire.List("conformity_routes").Select(Route)],
            TransitionalRules = [.. questionnaire.List("transitional_rules").Select(Transitional)],
            SubpointPrefixes = evaluation
                .Map("subpoint_prefixes")
                .Members()
                .ToDictionary(m => m.Key, m => ReferenceFields.Texts(m.Value, m.Key), StringComparer.Ordinal),
            HeadlineOrder = evaluation.Texts("headline_order"),
            SuspendedClasses = [.. root.List("obligation_rules").Select(Suspended).OfType<SuspendedClass>()],
            Obligations = [.. root.List("obligations").Select(Obligation)],
            PenaltyTiers = root.List("penalty_tiers").Select(Tier).ToDictionary(t => t.Id, StringComparer.Ordinal),
            Timeline = [.. root.List("timeline").Select(Event)],
            AnswerRewrites = [.. root.List("answer_rewrites").Select(Rewrite)],
        };
        evaluation.End();
        questionnaire.End();
        root.End();
        LawChecks.Check(law, vocabulary);
        return law;
    }

    private static List<LawClass> Classes(
        ReferenceFields fields,
        Dictionary<string, LawSubpoint> points,
        Dictionary<string, string> areas,
        Dictionary<string, List<LawOption>> options
    )
    {
        var classes = new List<LawClass>();
        foreach (var (id, node) in fields.Members())
        {
            var one = ReferenceFields
                .Of(node, $"classes.{id}")
                .Skip("conditions", "and_also", "never_available_if", "open_source_relief", "triggers", "legacy_date");
            classes.Add(
                new LawClass(
                    id,
                    one.Text("name"),
                    one.Text("ref"),
                    one.Texts("legal_basis"),
                    one.OptionalText("date_ref"),
                    one.OptionalDate("application_date"),
                    one.Text("consequence"),
                    one.Text("penalty_tier")
                )
            );
            foreach (var key in new[] { "practices", "conditions_any_of", "cases" })
            {
                Points(one.List(key), area: null, points);
            }

            foreach (var section in s_sections)
            {
                options[$"classes.{id}.{section}"] =
                [
                    .. Points(one.List(section), area: null, points).Select(p => new LawOption(p, section)),
                ];
            }

            var uses = options[$"classes.{id}.areas"] = [];
            foreach (var area in one.List("areas"))
            {
                var areaId = area.Skip("only_if_lawful").Text("id");
                areas[areaId] = area.Text("title");
                uses.AddRange(Points(area.List("subpoints"), areaId, points).Select(p => new LawOption(p, areaId)));
                area.End();
            }

            one.End();
        }

        return classes;
    }

    private static List<string> Points(List<ReferenceFields> list, string? area, Dictionary<string, LawSubpoint> points)
    {
        var ids = new List<string>();
        foreach (var one in list)
        {
            one.Skip("elements", "exceptions", "role", "legacy_date", "note");
            var point = new LawSubpoint(
                one.Text("id"),
                one.Text("ref"),
                one.Text("title"),
                one.OptionalText("paraphrase"),
                one.OptionalText("not_included") ?? "",
                one.Texts("exclusion_legal_basis"),
                one.OptionalDate("application_date"),
                area
            );
            one.End();
            if (!points.TryAdd(point.Id, point))
            {
                throw new FormatException($"{one.Path}: {point.Id} is given twice.");
            }

            ids.Add(point.Id);
        }

        return ids;
    }

    private static LawRole Role(ReferenceFields one)
    {
        one.Skip("becomes_role_when", "notes");
        var role = new LawRole(one.Text("id"), one.Text("name"), one.Text("ref"), one.Text("meaning"));
        one.End();
        return role;
    }

    private static LawFlag Flag(ReferenceFields one)
    {
        var flag = new LawFlag(one.Text("id"), one.Text("kind"), one.Text("meaning"));
        one.End();
        return flag;
    }

    private static DerivedRule Derived(ReferenceFields one)
    {
        var rule = new DerivedRule(
            one.Text("id"),
            LawCondition.Read(one.Node("when"), $"{one.Path}.when"),
            one.Flag("complete_only"),
            one.Texts("add_roles"),
            one.Texts("add_flags"),
            one.Texts("add_classes"),
            one.Texts("legal_basis"),
            one.Text("rule")
        );
        one.End();
        return rule;
    }

    private static ConformityRoute Route(ReferenceFields one)
    {
        var route = new ConformityRoute(
            one.Text("id"),
            LawCondition.Read(one.Node("when"), $"{one.Path}.when"),
            one.Text("route"),
            one.Text("ref")
        );
        one.End();
        return route;
    }

    private static TransitionalRule Transitional(ReferenceFields one)
    {
        const string ClassDate = "class_date";
        var before = one.Text("placed_before");
        var rule = new TransitionalRule
        {
            Id = one.Text("id"),
            Ref = one.Text("ref"),
            Classes = one.Texts("classes"),
            Obligations = one.Texts("obligations"),
            PlacedBefore = before == ClassDate ? null : ReferenceFields.Date(before, $"{one.Path}.placed_before"),
            NoFlags = one.Texts("none_of_flags"),
            ExceptObligations = one.Texts("except_obligations"),
            AppliesFrom = one.OptionalDate("applies_from"),
            AppliesFromWithFlag =
                one.OptionalMap("applies_from_with_flag")
                    ?.Members()
                    .ToDictionary(m => m.Key, m => ReferenceFields.Date((string?)m.Value ?? "", m.Key), StringComparer.Ordinal)
                ?? [],
            AddFlags = one.Texts("add_flags"),
            Rule = one.OptionalText("rule"),
        };
        one.End();
        return rule;
    }

    private static SuspendedClass? Suspended(ReferenceFields one)
    {
        one.Skip("id", "rule");
        var suspended = one.OptionalText("suspend_class") is { } id
            ? new SuspendedClass(id, LawCondition.Read(one.Node("when"), $"{one.Path}.when"), one.Texts("except_obligations"))
            : null;
        one.End();
        return suspended;
    }

    private static LawObligation Obligation(ReferenceFields one)
    {
        var relief = one.OptionalMap("relief")?.Skip("ref");
        var obligation = new LawObligation
        {
            Id = one.Text("id"),
            Ref = one.Text("ref"),
            Title = one.Text("title"),
            Paraphrase = one.Text("paraphrase"),
            Roles = one.Texts("applies_to_roles"),
            Classes = one.Texts("applies_to_classes"),
            AppliesIf = LawCondition.Read(one.Node("applies_if"), $"{one.Path}.applies_if"),
            OwnUnlessFlags = one.Texts("own_unless_flags"),
            ReliefFlags = relief?.Texts("flags") ?? [],
            ReliefExceptClasses = relief?.Texts("except_classes") ?? [],
            AppliesFrom = one.Date("application_date"),
            AppliesFromByClass =
                one.OptionalMap("application_date_by_class")
                    ?.Members()
                    .ToDictionary(m => m.Key, m => ReferenceFields.Date((string?)m.Value ?? "", m.Key), StringComparer.Ordinal)
                ?? [],
            FormalDate = one.OptionalDate("formal_date"),
            DateConfidence = one.Text("date_confidence"),
            DateNote = one.OptionalText("date_note"),
            Note = one.OptionalText("note"),
            EvidenceKinds = one.Texts("evidence_kinds"),
            Proof = one.OptionalText("proof"),
            Recurrence = one.OptionalText("recurrence"),
            PenaltyTier = one.Text("penalty_tier"),
        };
        relief?.End();
        one.End();
        return obligation;
    }

    private static PenaltyTier Tier(ReferenceFields one)
    {
        var tier = new PenaltyTier(
            one.Text("id"),
            one.Text("ref"),
            one.Text("covers"),
            one.Number("max_eur"),
            one.Number("max_turnover_percent"),
            one.Text("cap_rule")
        );
        one.Skip("verification").End();
        return tier;
    }

    private static LawEvent Event(ReferenceFields one)
    {
        var at = new LawEvent(one.Date("date"), one.Text("event"), one.Text("ref"), one.Flag("bans"));
        one.End();
        return at;
    }

    private static AnswerRewrite Rewrite(ReferenceFields one)
    {
        var rewrite = new AnswerRewrite(
            one.Text("question"),
            one.Texts("only_values"),
            one.Text("set_question"),
            one.Text("set_value"),
            one.Text("why")
        );
        one.End();
        return rewrite;
    }
}
