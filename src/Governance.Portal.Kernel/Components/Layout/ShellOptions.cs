namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>What the frame around all pages needs to know about this installation.</summary>
public sealed class ShellOptions
{
    /// <summary>Shows the DEMO tag beside the brand on every page.</summary>
    public bool IsDemo { get; set; }

    /// <summary>Address of the sign-in page.</summary>
    public string SignInPath { get; set; } = "/signin";

    /// <summary>Where a browser goes once its session has ended.</summary>
    public string SignOutPath { get; set; } = "/signin";

    /// <summary>
    /// Takes a form post with the field <c>role</c> and <c>returnUrl</c> and puts that role in force. Null hides the switch.
    /// </summary>
    public string? SwitchRolePath { get; set; }

    /// <summary>What a policy permits, in the middle of a sentence: "open the administration". Used when it is missing.</summary>
    public IDictionary<string, string> PermissionNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
