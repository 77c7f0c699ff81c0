using Governance.Domain.Validation;
using Governance.Portal.Kernel.Pages;

namespace Governance.Portal.Operations.Validation;

/// <summary>Addresses of the pages of scheduled validation.</summary>
internal static class ScheduleAddresses
{
    /// <summary>All schedules of a model.</summary>
    public static string Schedules(string model) => $"{ModelAddresses.Model(model)}/validation";

    /// <summary>One schedule.</summary>
    public static string Schedule(string model, ValidationScheduleId id) => $"{Schedules(model)}/{id}";
}
