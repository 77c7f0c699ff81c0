using System.Text;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Compliance.Responsibilities;

/// <summary>Responsibilities over HTTP.</summary>
internal static class ResponsibilitiesApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGroup("/responsibilities")
            .WithTags("AI systems")
            .MapGet("/csv", CsvAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read the responsibilities of all AI systems as CSV")
            .WithDescription(
                "One line for each activity of each system that is not retired, at most 5,000. Filter: gap (any, or one of "
                    + "operate, own, security, legal, validate, oversee, obligations). Example: ?gap=any"
            )
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .Refuses(401, 403, 422);

    private static async Task<IResult> CsvAsync(string? gap, ReadResponsibilities read, CancellationToken ct) =>
        (await read.PageAsync(gap, 0, ReadResponsibilities.MaxExported, ct)).Match<IResult>(
            page => TypedResults.File(Encoding.UTF8.GetBytes(Csv(page.Items)), "text/csv", "responsibilities.csv"),
            refusal => refusal.ToProblem()
        );

    private static string Csv(IEnumerable<SystemResponsibilities> systems)
    {
        var text = new StringBuilder("system,name,activity,responsible,accountable,consulted,informed,gap\r\n");
        foreach (var system in systems)
        {
            foreach (var row in system.Activities)
            {
                string[] cells = [$"{system.Id}", system.Name, row.Activity, Of(row.Does), Of(row.Answers), Of(row.Advises), Of(row.Hears)];
                text.AppendJoin(',', cells.Select(CsvText.Cell)).Append(row.IsGap ? ",yes\r\n" : ",no\r\n");
            }
        }

        return text.ToString();

        static string Of(IReadOnlyList<string> names) => string.Join("; ", names);
    }
}
