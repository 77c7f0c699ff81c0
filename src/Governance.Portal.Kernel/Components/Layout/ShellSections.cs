namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Places in the frame that pages fill.</summary>
internal static class ShellSections
{
    public static readonly object Breadcrumb = new();
}
