using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Documents;

/// <summary>
/// What the documents the law asks for consist of, read once from the files that are part of the program. Wrong data stops the start.
/// </summary>
public sealed class DocumentLibrary
{
    /// <summary>Technical documentation.</summary>
    public const string AnnexIv = "annex-iv";

    /// <summary>EU declaration of conformity.</summary>
    public const string Declaration = "declaration-of-conformity";

    /// <summary>Data for the EU database.</summary>
    public const string Registration = "registration";

    /// <summary>Fundamental rights impact assessment.</summary>
    public const string Fria = "fria";

    /// <summary>Post-market monitoring plan.</summary>
    public const string PmmPlan = "pmm-plan";

    /// <summary>Post-market monitoring report.</summary>
    public const string PmmReport = "pmm-report";

    /// <summary>Profile against the NIST AI RMF.</summary>
    public const string Nist = "nist-ai-rmf";

    /// <summary>Statement of applicability for ISO/IEC 42001.</summary>
    public const string Iso = "iso-42001";

    /// <summary>Serious incident report.</summary>
    public const string SeriousIncident = "serious-incident";

    private static readonly Lazy<DocumentLibrary> s_shipped = new(Read);

    private DocumentLibrary(IReadOnlyList<DocumentPlan> ofSystems, DocumentPlan seriousIncident) =>
        (OfSystems, SeriousIncidents) = (ofSystems, seriousIncident);

    /// <summary>What ships with the product.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static DocumentLibrary Shipped => s_shipped.Value;

    /// <summary>Documents about an AI system, in the order in which they are shown.</summary>
    public IReadOnlyList<DocumentPlan> OfSystems { get; }

    /// <summary>The report of a serious incident.</summary>
    public DocumentPlan SeriousIncidents { get; }

    /// <summary>A document about a system by its kind.</summary>
    public Result<DocumentPlan> Find(string? kind) =>
        OfSystems.FirstOrDefault(p => p.Kind == kind) is { } plan ? plan : DocumentRefusals.KindUnknown(OfSystems.Select(p => p.Kind));

    private static DocumentLibrary Read()
    {
        DocumentPlan[] plans =
        [
            Plan("annex-iv", AnnexIv, "elements"),
            Plan("fria", Fria, "elements"),
            Plan("annex-v", Declaration, "elements"),
            Plan("annex-viii", Registration, "sections"),
            Plan("pmm", PmmPlan, "plan_elements") with
            {
                Title = "Post-market monitoring plan",
            },
            Plan("pmm", PmmReport, "report_elements") with
            {
                Title = "Post-market monitoring report",
            },
            Framework("nist-ai-rmf", Nist, FrameworkPlanReader.ReadNist),
            Framework("iso-42001", Iso, FrameworkPlanReader.ReadIso),
        ];
        var incident = Plan(Shared("serious-incident"), SeriousIncident, "elements");
        // A point's texts are kept by its id alone.
        if (
            plans
                .Append(incident)
                .SelectMany(p => p.Points)
                .GroupBy(p => p.Id, StringComparer.Ordinal)
                .FirstOrDefault(g => g.Count() > 1) is
            { } twice
        )
        {
            throw new FormatException($"{twice.Key} is a point of two documents.");
        }

        return new DocumentLibrary(plans, incident);
    }

    private static DocumentPlan Plan(string file, string kind, string list) => Plan(File(file), kind, list);

    private static DocumentPlan Plan(ReferenceFile file, string kind, string list) =>
        DocumentPlanReader.Read(file.Data, kind, list, LawLibrary.Shipped.Vocabulary, file.Sha256);

    private static DocumentPlan Framework(string file, string kind, Func<JsonObject, string, string, DocumentPlan> read)
    {
        var found = Shared(file);
        return read(found.Data, kind, found.Sha256);
    }

    // What others read too.
    private static ReferenceFile Shared(string name) => ReferenceFile.Read($"reference/{name}.yaml");

    private static ReferenceFile File(string name) => ReferenceFile.Read($"reference/{name}.yaml", typeof(DocumentLibrary).Assembly);
}
