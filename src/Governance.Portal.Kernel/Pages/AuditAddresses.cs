using System.Globalization;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Domain.Risks;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Pages;

/// <summary>Addresses of the log's pages, and from its entries to the things they are about.</summary>
public static class AuditAddresses
{
    /// <summary>Page of an entry.</summary>
    public static string Entry(long index) => string.Create(CultureInfo.InvariantCulture, $"/audit/{index}");

    /// <summary>Page of the thing an entry is about; null where it has none.</summary>
    public static string? OfThing(string action, string subject)
    {
        if (DisplayId.TryParse<PromotionId>(subject, out var promotion))
        {
            return $"/approvals/{promotion}";
        }

        if (DisplayId.TryParse<ReportId>(subject, out var report))
        {
            return $"/reports/{report}";
        }

        // An obligation's id is its system's and its own.
        if (DisplayId.TryParse<SystemId>(subject.Split('/')[0], out var system))
        {
            return $"/compliance/systems/{system}";
        }

        if (DisplayId.TryParse<RiskId>(subject, out var risk))
        {
            return $"/risks/{risk}";
        }

        if (DisplayId.TryParse<Domain.Retirements.RetirementId>(subject, out var retirement))
        {
            return $"/retirements/{retirement}";
        }

        // A policy's id has the form of a version's, and an attempt's subject may be a general word.
        var parts = subject.Split('@');
        return action.Split('.')[0] switch
        {
            "policy" => null,
            "model" when ModelName.IsModel(subject) && !string.Equals(subject, "model", StringComparison.Ordinal) => ModelAddresses.Model(
                subject
            ),
            _ when parts.Length == 2 && ModelName.IsModel(parts[0]) && ModelName.IsVersion(parts[1]) => ModelAddresses.Version(
                parts[0],
                parts[1]
            ),
            _ => null,
        };
    }
}
