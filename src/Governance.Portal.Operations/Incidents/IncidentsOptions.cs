using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Settings of incidents, section <c>Incidents</c>.</summary>
public sealed class IncidentsOptions : IValidatableObject
{
    /// <summary>
    /// Time zone of the organisation, by its IANA name, until one is chosen on the organisation's page: clocks of the law are written in
    /// it. It moves no deadline: what rules is elapsed time from awareness.
    /// </summary>
    /// <value>The default value is Etc/UTC.</value>
    [Required]
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult(
                $"Incidents__TimeZone is not a time zone: {TimeZone}. Use an IANA name, such as Europe/Copenhagen.",
                [nameof(TimeZone)]
            );
        }
    }
}
