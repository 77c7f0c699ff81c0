using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>How the portal asks the servers of agents for their tools, section <c>AgentTools</c>.</summary>
public sealed class ToolServerOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "AgentTools";

    /// <summary>False: the portal asks no server, and knows what others report.</summary>
    public bool AskServers { get; set; } = true;

    /// <summary>Minutes between two rounds.</summary>
    [Range(1, 1_440)]
    public int EveryMinutes { get; set; } = 5;

    /// <summary>Minutes without an answer after which a server counts as silent.</summary>
    [Range(1, 10_080)]
    public int SilentAfterMinutes { get; set; } = 30;
}

[OptionsValidator]
internal sealed partial class ToolServerOptionsValidator : IValidateOptions<ToolServerOptions>;
