using System.Text.Json.Nodes;
using Governance.Domain.Compliance;

namespace Governance.Domain.Documents;

/// <summary>
/// Reads the plan of a legal document from the reference data. Unknown keys, unknown record kinds and points given twice are faults.
/// </summary>
public static class DocumentPlanReader
{
    /// <summary>Reads it.</summary>
    /// <param name="data">The file.</param>
    /// <param name="kind">Kind of the report, as the API spells it.</param>
    /// <param name="list">The member that lists the points: <c>elements</c>, <c>sections</c>, <c>plan_elements</c>,
    /// <c>report_elements</c>.</param>
    /// <param name="vocabulary">The shared words.</param>
    /// <param name="sha256">Digest of the file.</param>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static DocumentPlan Read(JsonObject data, string kind, string list, Vocabulary vocabulary, string sha256)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var root = ReferenceFields
            .Of(data, kind)
            .Skip(
                "schema_version",
                "report_id",
                "export_rules",
                "elements",
                "sections",
                "plan_elements",
                "report_elements",
                "signed_by",
                "timing",
                "application_date",
                "scope_test",
                "timing_rules",
                "restricted_subset_rule",
                "replace_when",
                "sector_option",
                "harm_categories",
                "widespread_infringement",
                "clocks",
                "clock_rules",
                "recipients",
                "narrowing_rules"
            );
        var plan = new DocumentPlan
        {
            Kind = kind,
            Title = root.Text("title"),
            LegalBasis = root.Texts("legal_basis"),
            PreparedBy = root.Text("prepared_by_role"),
            Retention = root.OptionalText("retention"),
            DateNote = root.OptionalText("date_note"),
            Groups = list == "sections" ? Sections(root) : Elements(root.List(list)),
            Checks = [.. root.List("consistency_checks").Select(Check)],
            Sha256 = sha256,
        };
        root.End();
        Require(plan, vocabulary);
        return plan;
    }

    private static List<DocumentGroup> Elements(List<ReferenceFields> elements)
    {
        var groups = new List<DocumentGroup>();
        foreach (var one in elements)
        {
            if (one.OptionalText("kind") is "heading")
            {
                groups.Add(new DocumentGroup(one.Text("id"), one.Text("ref"), one.Text("title"), []));
                one.End();
                continue;
            }

            var point = Point(one);
            if (groups is [.., var open] && point.Id.StartsWith($"{open.Id}-", StringComparison.Ordinal))
            {
                groups[^1] = open with { Points = [.. open.Points, point with { Group = open.Id }] };
            }
            else
            {
                groups.Add(new DocumentGroup(point.Id, point.Ref, point.Title, [point]));
            }
        }

        return groups;
    }

    private static List<DocumentGroup> Sections(ReferenceFields root) =>
        [
            .. root.List("sections")
                .Select(section =>
                {
                    section.Skip("applies_to_class", "excludes", "note");
                    var id = section.Text("id");
                    var group = new DocumentGroup(
                        id,
                        section.Text("ref"),
                        $"Section {id}: {section.Text("title")}",
                        [.. section.List("fields").Select(field => Point(field) with { Group = id })]
                    );
                    section.End();
                    return group;
                }),
        ];

    private static DocumentPoint Point(ReferenceFields one)
    {
        one.Skip("restricted_subset");
        var point = new DocumentPoint
        {
            Id = one.Text("id"),
            Ref = one.OptionalText("ref") ?? "",
            Title = one.Text("title"),
            Need = Need(one.Text("required"), one.Path),
            AppliesIf = one.OptionalText("applies_if"),
            ContentNeeded = one.Text("content_needed"),
            Records = [.. one.List("auto_from").Select(Record)],
            PersonWrites = one.OptionalText("person_writes") ?? "",
            Check = one.OptionalText("check") ?? "",
        };
        one.End();
        return point;
    }

    private static PointRecord Record(ReferenceFields one)
    {
        var record = new PointRecord(one.Text("record"), one.Texts("fields")) { IfAny = one.Flag("if_any") };
        one.End();
        return record;
    }

    private static DocumentCheck Check(ReferenceFields one)
    {
        var check = new DocumentCheck(one.Text("id"), one.Text("check"));
        one.End();
        return check;
    }

    private static PointNeed Need(string word, string path) =>
        word switch
        {
            "always" => PointNeed.Always,
            "if_applicable" => PointNeed.IfApplicable,
            "recommended" => PointNeed.Recommended,
            "optional" => PointNeed.Optional,
            "initial" => PointNeed.Initial,
            "final" => PointNeed.Final,
            _ => throw new FormatException($"{path}.required: {word} is not known."),
        };

    private static void Require(DocumentPlan plan, Vocabulary vocabulary)
    {
        if (plan.Points.GroupBy(p => p.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new FormatException($"{plan.Kind}: {twice.Key} is given twice.");
        }

        if (plan.Points.SelectMany(p => p.Records).FirstOrDefault(r => !vocabulary.RecordKinds.ContainsKey(r.Kind)) is { } unknown)
        {
            throw new FormatException($"{plan.Kind}: {unknown.Kind} is not a record kind.");
        }

        if (plan.Groups.FirstOrDefault(g => g.Points.Count == 0) is { } empty)
        {
            throw new FormatException($"{plan.Kind}: {empty.Id} has no points.");
        }
    }
}
