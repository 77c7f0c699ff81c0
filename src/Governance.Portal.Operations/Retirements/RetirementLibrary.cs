using System.Text.Json.Nodes;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Operations.Retirements;

/// <summary>A time the law asks records to be kept.</summary>
/// <param name="Reference">The provision.</param>
/// <param name="Months">How long.</param>
public sealed record LegalRetention(string Reference, int Months);

/// <summary>
/// The tasks of retirements that ship with the product, and how long the law asks records to be kept, read once. Wrong data stops the
/// start.
/// </summary>
public sealed class RetirementLibrary
{
    // Embedded and never changed, so one reading serves the process.
    private static readonly Lazy<RetirementLibrary> s_shipped = new(Read);

    private RetirementLibrary(
        IReadOnlyList<RetirementTemplate> templates,
        LegalRetention documents,
        LegalRetention logs,
        LegalRetention deployerLogs
    ) => (Templates, Documents, Logs, DeployerLogs) = (templates, documents, logs, deployerLogs);

    /// <summary>What ships with the product.</summary>
    /// <exception cref="FormatException">The data is wrong; the message names the place.</exception>
    public static RetirementLibrary Shipped => s_shipped.Value;

    /// <summary>Every version of every template.</summary>
    public IReadOnlyList<RetirementTemplate> Templates { get; }

    /// <summary>The template that new retirements follow.</summary>
    public RetirementTemplate Current => Templates.MaxBy(t => t.Version)!;

    /// <summary>How long documents of a high-risk system are kept.</summary>
    public LegalRetention Documents { get; }

    /// <summary>How long a provider keeps logs at least.</summary>
    public LegalRetention Logs { get; }

    /// <summary>How long a deployer keeps logs at least.</summary>
    public LegalRetention DeployerLogs { get; }

    private static RetirementLibrary Read()
    {
        List<RetirementTemplate> templates =
        [
            .. ReferenceFile.ReadAll("retirements/", typeof(RetirementLibrary).Assembly).Select(f => RetirementTemplate.Read(f.Data)),
        ];
        if (templates.Count == 0 || templates.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() != templates.Count)
        {
            throw new FormatException("retirements: at least one template is required, and each version only once.");
        }

        var deadlines = LawLibrary.ReadDeadlines();
        return new RetirementLibrary(templates, Of(deadlines, "DL-18"), Of(deadlines, "DL-19"), Of(deadlines, "DL-26-6"));
    }

    private static LegalRetention Of(JsonArray deadlines, string id)
    {
        var found =
            deadlines.OfType<JsonObject>().FirstOrDefault(d => (string?)d["id"] == id)
            ?? throw new FormatException($"reference/eu-ai-act.yaml: the deadline {id} is missing.");
        var limit = int.Parse(found["limit"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        return new LegalRetention(
            (string)found["ref"]!,
            (string?)found["unit"] switch
            {
                "years" => limit * 12,
                "months_minimum" => limit,
                var other => throw new FormatException(
                    $"reference/eu-ai-act.yaml: {id} is counted in {other}, which is not a unit of retention."
                ),
            }
        );
    }
}
