using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// What whoever sends or reads a window should know of it: the same sentences in answers, on pages and on the command line.
/// </summary>
internal static class WindowWarnings
{
    /// <summary>It waits.</summary>
    public static string Requested(WindowId id) =>
        $"{id} is not the reference yet: this version is approved or in use, so a second person has to confirm it. "
        + "Until then the reference "
        + "that was approved counts.";

    /// <summary>The bytes have come before.</summary>
    public static string Repeats(WindowId id, WindowId first) =>
        $"{id} has the same content as {first}, for another period. It ends no alert and does not count as new data. Check what the sender "
        + "reads, and withdraw the window that is wrong.";

    /// <summary>Its period is not over.</summary>
    public static string Ahead(WindowId id) => $"{id} ends in the future, so it does not count. Withdraw it.";

    /// <summary>Its reference no longer counts.</summary>
    public static string WithoutReference(WindowId id, WindowId reference) =>
        $"{id} was compared with {reference}, which was withdrawn. It counts once it has been compared with another reference.";

    /// <summary>A second person is asked.</summary>
    public static string WithdrawalAsked(WindowId id) => $"Withdrawing {id} is waiting for a second person.";
}
