using System.Globalization;

namespace Governance.Domain.Notifications;

/// <summary>One telling of a due date.</summary>
/// <param name="Stage">Ahead, late or escalated.</param>
/// <param name="Hours">Hours before or after the due time at which it falls.</param>
public readonly record struct DueStep(NotificationStage Stage, int Hours)
{
    /// <summary>Its part of a notification's key.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{WireName.Of(Stage)}-{Hours}");
}

/// <summary>Says which tellings of a due date are in order now.</summary>
public static class DueSteps
{
    /// <summary>
    /// The nearest step that was reached: of several that a portal at rest has missed, people hear the last only. Beyond the due time also
    /// the escalation. Nothing for a step that lies before the thing began: who was just asked need not be reminded.
    /// </summary>
    /// <param name="dueAt">When it is due.</param>
    /// <param name="since">Since when it waits.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="before">Hours before the due time at which people are reminded.</param>
    /// <param name="escalateAfter">Hours after it at which others are told; null when they never are.</param>
    public static IReadOnlyList<DueStep> Of(
        DateTimeOffset dueAt,
        DateTimeOffset since,
        DateTimeOffset now,
        IEnumerable<int> before,
        int? escalateAfter
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        if (now >= dueAt)
        {
            return escalateAfter is { } hours && now >= dueAt.AddHours(hours)
                ? [new DueStep(NotificationStage.Late, 0), new DueStep(NotificationStage.Escalated, hours)]
                : [new DueStep(NotificationStage.Late, 0)];
        }

        return
        [
            .. before
                .Where(h => dueAt.AddHours(-h) is var at && at <= now && at > since)
                .Order()
                .Take(1)
                .Select(h => new DueStep(NotificationStage.Ahead, h)),
        ];
    }
}
