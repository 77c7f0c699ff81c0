using Governance.Portal.Operations.Incidents;

namespace Governance.Portal.Demo;

/// <summary>What is told of an incident, or of a drill, that is over.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">What was seen.</param>
/// <param name="Severity">How severe.</param>
/// <param name="Version">The version it was about.</param>
/// <param name="IsDrill">True for an exercise.</param>
/// <param name="Contained">How it was contained.</param>
/// <param name="Impact">Whom it touched.</param>
/// <param name="NotSerious">Why it is no serious incident.</param>
/// <param name="Recovered">How it was recovered from.</param>
/// <param name="Learned">Its post-mortem.</param>
/// <param name="FollowUp">The risk that was raised of it.</param>
internal sealed record ClosedIncident(
    string Title,
    string? Description,
    string Severity,
    VersionName Version,
    bool IsDrill,
    string Contained,
    string Impact,
    string NotSerious,
    string Recovered,
    WritePostMortem.Command Learned,
    FollowUpIncident.Command? FollowUp
)
{
    /// <summary>A release that sent complaints to the wrong team.</summary>
    public static ClosedIncident Misrouted { get; } =
        new(
            "Complaints about fraud went to the general queue",
            "Version 1.4.0 sorted about one complaint about fraud in five to the general queue (demo data).",
            "high",
            new(DemoRouter.Model, "1.4.0"),
            IsDrill: false,
            "Complaints were sorted by hand until the previous version was back in service.",
            "41 complaints waited up to a day longer; none was lost.",
            "No one was harmed and no rights were affected: the complaints were answered in time.",
            "Version 1.3.1 is back in service; the queue was checked by hand.",
            new(
                "A new class for phone calls was triggered by words that also occur in complaints about fraud.",
                "41 complaints were answered up to a day later.",
                "The validation had no rows of the new class.",
                "Each class now has at least 50 rows in the validation."
            ),
            FollowUp: null
        );

    /// <summary>An exercise with the detector.</summary>
    public static ClosedIncident Drill { get; } =
        new(
            "Drill: detector blocks the payment network",
            Description: null,
            "high",
            new("netflow-detector", "1.0.0"),
            IsDrill: true,
            "Rule set 7 would take over.",
            "No one: an exercise.",
            "An exercise.",
            "The exercise is over.",
            new(
                "The on-call list named someone who has left.",
                "None; it took 26 minutes to reach an owner.",
                "The list is kept by hand.",
                "The list now comes from the directory."
            ),
            new("No one answers the on-call phone", Category: "operational", Inherent: new(3, 3))
        );
}
