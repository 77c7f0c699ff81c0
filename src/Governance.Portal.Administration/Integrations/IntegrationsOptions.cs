using System.ComponentModel.DataAnnotations;
using Governance.Domain.Integrations.Formats;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Events that leave the portal, and those of a SIEM that come in, section <c>Integrations</c>.</summary>
public sealed class IntegrationsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Integrations";

    /// <summary>
    /// Private enterprise number in the structured data of syslog messages; the one for examples unless you have your own.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int EnterpriseNumber { get; set; } = SyslogMessage.ExampleEnterprise;

    /// <summary>Days that deliveries are kept which are over. The log itself is kept.</summary>
    [Range(1, 3_650)]
    public int KeepDeliveriesDays { get; set; } = 30;

    /// <summary>Most events of one destination that wait in its queue; more wait in the log.</summary>
    [Range(10, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>Most events of one subject that wait behind one that is not taken, while the destination takes others.</summary>
    [Range(1, 100_000)]
    public int MaxHeldBack { get; set; } = 100;
}

[OptionsValidator]
internal sealed partial class IntegrationsOptionsValidator : IValidateOptions<IntegrationsOptions>;
