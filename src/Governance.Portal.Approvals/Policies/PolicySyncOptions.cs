using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A folder from which changed policies are proposed, section <c>PolicySync</c>.</summary>
public sealed class PolicySyncOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "PolicySync";

    /// <summary>
    /// The folder, an absolute path. In a git checkout the commit that is checked out is read, not the files beside it. Empty: nothing is
    /// read.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// File of the signers whose SSH signatures on commits are good, in the form of ssh-keygen (ALLOWED SIGNERS). Without it, git's own key
    /// ring decides.
    /// </summary>
    public string AllowedSigners { get; set; } = "";

    /// <summary>Minutes between two looks.</summary>
    /// <value>The default value is 5.</value>
    [Range(1, 1_440)]
    public int Minutes { get; set; } = 5;
}

/// <summary>A folder that is not there stops the start: policies no one reads would look like policies no one changed.</summary>
internal sealed class PolicySyncOptionsValidator : IValidateOptions<PolicySyncOptions>
{
    public ValidateOptionsResult Validate(string? name, PolicySyncOptions options) =>
        options.Folder.Length > 0 && !(Path.IsPathFullyQualified(options.Folder) && Directory.Exists(options.Folder))
            ? ValidateOptionsResult.Fail("PolicySync__Folder is not the absolute path of an existing folder.")
        : options.AllowedSigners.Length > 0 && !File.Exists(options.AllowedSigners)
            ? ValidateOptionsResult.Fail("PolicySync__AllowedSigners does not name an existing file.")
        : options.Minutes is < 1 or > 1_440 ? ValidateOptionsResult.Fail("PolicySync__Minutes must be from 1 to 1440.")
        : ValidateOptionsResult.Success;
}
