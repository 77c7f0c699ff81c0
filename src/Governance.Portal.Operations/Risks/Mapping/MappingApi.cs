using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Risks.Mapping;

/// <summary>How frameworks are mapped to one another, over HTTP.</summary>
internal static class MappingApi
{
    public static void Map(RouteGroupBuilder risks)
    {
        risks
            .MapGet("/mapping", List)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("List how a framework is mapped to other frameworks")
            .WithDescription(
                "Returns each item with the items of other frameworks that it is mapped to, in either direction. `framework` "
                    + "is owasp-llm-2025 (default), owasp-llm-2026, owasp-agentic-1.1, mitre-atlas, nist-ai-rmf, iso-42001, "
                    + "owasp-agentic, mitre-atlas-mitigations, eu-ai-act or taxonomy. Example: ?framework=nist-ai-rmf"
            )
            .Produces<ApiPage<MappingRow>>()
            .Refuses(401, 403, 422);
        risks
            .MapGet("/mapping/{item}", GetAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read an item of a framework with its counterparts")
            .WithDescription(
                "Returns the item's counterparts in all other frameworks, its failure modes, signals and mitigations, and the "
                    + "open risks that cover it. IDs are, for example, LLM01:2025, MEASURE 2.7, A.6.2.4, AML.T0051, ASI01, "
                    + "Art. 15(5) or privacy."
            )
            .Produces<MappingView>()
            .Refuses(401, 403, 422);
    }

    private static IResult List([Description("Key of the framework")] string? framework) =>
        FrameworkMapping.Get(string.IsNullOrEmpty(framework) ? Frameworks.Owasp : framework) is { } known
            ? TypedResults.Ok(new ApiPage<MappingRow>(ReadMapping.Rows(known), null))
            : Refusal
                .Field(
                    "risk.framework-unknown",
                    "framework",
                    $"The framework must be one of {string.Join(", ", FrameworkMapping.All.Select(f => f.Key))}."
                )
                .ToProblem();

    private static async Task<IResult> GetAsync(string item, ReadMapping read, CancellationToken ct) =>
        (await read.RunAsync(item, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
}
