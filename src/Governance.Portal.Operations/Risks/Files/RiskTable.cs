using System.Globalization;
using Governance.Domain;
using Governance.Portal.Kernel.Files;
using Governance.Transparency;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>The register as a table, whatever file it stands in.</summary>
internal static class RiskTable
{
    /// <summary>
    /// The columns, in their order. An import takes them in any order, and may leave out all but the title, category and inherent ratings.
    /// </summary>
    public static readonly string[] Columns =
    [
        "id",
        "revision",
        "title",
        "category",
        "cause",
        "consequence",
        "model",
        "version",
        "system",
        "owner",
        "controlOwner",
        "inherentLikelihood",
        "inherentImpact",
        "residualLikelihood",
        "residualImpact",
        "treatment",
        "reviewAt",
        "threats",
        "state",
        "residualScore",
        "band",
        "signal",
        "dueAt",
    ];

    /// <summary>Columns of numbers.</summary>
    public static readonly IReadOnlySet<string> Numeric = new HashSet<string>(StringComparer.Ordinal)
    {
        "revision",
        "inherentLikelihood",
        "inherentImpact",
        "residualLikelihood",
        "residualImpact",
        "residualScore",
    };

    /// <summary>The cells of a risk, one a column.</summary>
    public static string?[] Cells(RiskView r) =>
        [
            r.Id.ToString(),
            Number(r.Revision),
            r.Title,
            WireName.Of(r.Category),
            r.Cause,
            r.Consequence,
            r.Model,
            r.Version,
            r.System,
            r.Owner,
            r.ControlOwner,
            Number(r.Inherent.Likelihood),
            Number(r.Inherent.Impact),
            Number(r.Assessed?.Likelihood),
            Number(r.Assessed?.Impact),
            r.Treatment is { } t ? WireName.Of(t) : null,
            CanonicalJson.Time(r.ReviewAt),
            string.Join("; ", r.Threats.Select(x => x.Item)),
            WireName.Of(r.State),
            Number(r.Residual?.Score),
            WireName.Of((r.Residual ?? r.Inherent).Band),
            r.Signal is { } s ? s.Monitor?.ToString() ?? WireName.Of(s.Rule!.Value) : null,
            r.DueAt is { } due ? CanonicalJson.Time(due) : null,
        ];

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Refuses a file of more rows than are taken.</summary>
    public static void ThrowIfTooMany(int rows, int most)
    {
        if (rows > most)
        {
            throw new TableFileException(
                string.Create(CultureInfo.InvariantCulture, $"At most {most - 1:#,0} risks can be imported at once.")
            );
        }
    }
}
