using System.ComponentModel.DataAnnotations;
using Governance.Domain.Approvals;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>Settings of approvals, section <c>Approvals</c>.</summary>
public sealed class ApprovalsOptions
{
    /// <summary>Days after the request by which the slots should be signed.</summary>
    /// <value>The default value is 3.</value>
    [Range(1, 365)]
    public int DueDays { get; set; } = 3;

    /// <summary>Seconds between two looks for promotions whose time is over.</summary>
    /// <value>The default value is 60.</value>
    [Range(1, 86_400)]
    public int ExpiryCheckSeconds { get; set; } = 60;

    /// <summary>Hours for which an emergency override is in force when the person who asks for it says nothing else.</summary>
    /// <value>The default value is 24.</value>
    [Range(1, EmergencyOverride.MaxHours)]
    public int OverrideHours { get; set; } = 24;

    /// <summary>
    /// Hours after the end of an emergency override within which a version deployed under it has to be signed or rolled back.
    /// </summary>
    /// <value>The default value is 72.</value>
    [Range(1, 720)]
    public int OverrideSettleHours { get; set; } = 72;

    /// <summary>Most emergency overrides of one model that are granted within 30 days.</summary>
    /// <value>The default value is 2.</value>
    [Range(1, 100)]
    public int OverridesPerMonth { get; set; } = 2;

    /// <summary>Minutes for which a deployment permit counts.</summary>
    /// <value>The default value is 15.</value>
    [Range(1, 60)]
    public int PermitMinutes { get; set; } = 15;

    /// <summary>Most hours that may be asked for.</summary>
    /// <value>The default value is 72.</value>
    [Range(1, EmergencyOverride.MaxHours)]
    public int OverrideMaxHours { get; set; } = EmergencyOverride.MaxHours;
}
