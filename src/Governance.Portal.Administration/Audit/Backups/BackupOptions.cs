using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>Backups that the portal makes of itself, and how often it rehearses their restore.</summary>
public sealed class BackupOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Backup";

    /// <summary>Folder in which each scheduled backup gets a folder of its own; none: no backups on a schedule.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Hours between two backups; 0: none on a schedule.</summary>
    [Range(0, 24 * 31)]
    public int Hours { get; set; }

    /// <summary>How many of them are kept; 0: all.</summary>
    [Range(0, 10_000)]
    public int Keep { get; set; }

    /// <summary>PEM file with the X.509 certificate (RSA) the key folder is encrypted to; none: keys are in no backup.</summary>
    public string Recipient { get; set; } = "";

    /// <summary><c>Own</c>: the database is part of the backup; <c>External</c>: another tool copies it.</summary>
    public BackedUpDatabase Database { get; set; }

    /// <summary>
    /// With <c>External</c>: file that the other tool touches when it has copied the database. Its time is that of the last copy; none: how
    /// old the copies are is not known, and administrators are told so.
    /// </summary>
    public string DatabaseMark { get; set; } = "";

    /// <summary>Days between two rehearsals of a restore; 0: none on a schedule.</summary>
    [Range(0, 366)]
    public int DrillDays { get; set; }

    /// <summary>
    /// An empty PostgreSQL database for rehearsals, which empty it each time; needed where the database is PostgreSQL. SQLite is rehearsed
    /// in a file.
    /// </summary>
    public string DrillConnection { get; set; } = "";

    /// <summary>True when backups are made on a schedule.</summary>
    public bool IsScheduled => Hours > 0;

    /// <summary>True when restores are rehearsed on a schedule.</summary>
    public bool IsRehearsed => DrillDays > 0;
}

[OptionsValidator]
internal sealed partial class BackupOptionsValidator : IValidateOptions<BackupOptions>;

/// <summary>A schedule without a place, and a rehearsal on the database in use, stop the start.</summary>
internal sealed class BackupPlacesValidator(IConfiguration configuration) : IValidateOptions<BackupOptions>
{
    public ValidateOptionsResult Validate(string? name, BackupOptions options)
    {
        if ((options.IsScheduled || options.IsRehearsed) && !Path.IsPathFullyQualified(options.Folder))
        {
            return ValidateOptionsResult.Fail("Backup__Folder must be an absolute path when Backup__Hours or Backup__DrillDays is set.");
        }

        if (
            options.DatabaseMark.Length > 0
            && (options.Database is BackedUpDatabase.Own || !Path.IsPathFullyQualified(options.DatabaseMark))
        )
        {
            return ValidateOptionsResult.Fail(
                "Backup__DatabaseMark must be an absolute path, and needs Backup__Database=External: only another tool touches it."
            );
        }

        if (options.Recipient.Length > 0)
        {
            try
            {
                using var certificate = KeyArchive.ReadRecipient(options.Recipient);
            }
            catch (FormatException e)
            {
                return ValidateOptionsResult.Fail($"Backup__Recipient: {e.Message}");
            }
        }

        if (options.DrillConnection.Length > 0 && RefusesScratch(options.DrillConnection) is { } wrong)
        {
            return ValidateOptionsResult.Fail($"Backup__DrillConnection: {wrong}");
        }

        return ValidateOptionsResult.Success;
    }

    private string? RefusesScratch(string scratch)
    {
        try
        {
            return RunDrill.RefusesScratch(scratch, configuration.GetConnectionString("Governance") ?? "");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return "it is not a PostgreSQL connection string.";
        }
    }
}
