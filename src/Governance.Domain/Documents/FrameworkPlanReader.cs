using System.Text.Json.Nodes;
using Governance.Domain.Compliance;

namespace Governance.Domain.Documents;

/// <summary>
/// Reads a framework or standard as the plan of a document: one point for each outcome or control, filled from the kinds of records that
/// show it.
/// </summary>
public static class FrameworkPlanReader
{
    /// <summary>The NIST AI RMF: functions, categories, subcategories.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static DocumentPlan ReadNist(JsonObject data, string kind, string sha256)
    {
        var root = ReferenceFields.Of(data, kind);
        var name = $"{root.Text("framework")} {root.Text("version")}";
        var groups = root.List("functions")
            .SelectMany(function => function.List("categories"))
            .Select(category => new DocumentGroup(
                category.Text("id"),
                category.Text("id"),
                category.Text("paraphrase"),
                [
                    .. category
                        .List("subcategories")
                        .Select(one => Point(one, "NIST", one.Text("paraphrase"), PointNeed.Recommended, "", category.Text("id"))),
                ]
            ))
            .ToList();
        return Plan(kind, $"{name} profile", name, groups, sha256);
    }

    /// <summary>The reference controls of ISO/IEC 42001, each included or left out with a reason.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static DocumentPlan ReadIso(JsonObject data, string kind, string sha256)
    {
        var root = ReferenceFields.Of(data, kind);
        var name = root.Text("framework");
        var groups = root.List("control_groups")
            .Select(group => new DocumentGroup(
                group.Text("id"),
                group.Text("id"),
                group.Text("title"),
                [
                    .. group
                        .List("controls")
                        .Select(one =>
                            Point(
                                one,
                                "ISO",
                                one.Text("title"),
                                PointNeed.IfApplicable,
                                "How the control is put into practice here, or why it does not apply.",
                                group.Text("id")
                            )
                        ),
                ]
            ))
            .ToList();
        return Plan(kind, $"{name} statement of applicability", $"{name}:2023, Annex A", groups, sha256);
    }

    private static DocumentPlan Plan(string kind, string title, string basis, IReadOnlyList<DocumentGroup> groups, string sha256) =>
        new()
        {
            Kind = kind,
            Title = title,
            LegalBasis = [basis],
            PreparedBy = "organisation",
            IsVoluntary = true,
            Groups = groups,
            Checks = [],
            Sha256 = sha256,
        };

    private static DocumentPoint Point(ReferenceFields one, string prefix, string title, PointNeed need, string writes, string group) =>
        new()
        {
            Id = $"{prefix}-{one.Text("id").Replace(' ', '-')}",
            Ref = one.Text("id"),
            Title = title,
            Need = need,
            ContentNeeded = one.Text("paraphrase"),
            Records = [.. one.Texts("evidence_kinds").Select(k => new PointRecord(k, []))],
            PersonWrites = writes,
            Group = group,
        };
}
