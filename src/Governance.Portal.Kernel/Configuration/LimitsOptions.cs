using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>How much is taken at once. An excess is a 413 that names the key.</summary>
public sealed class LimitsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>JSON body, bytes.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public long JsonBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Evidence file, bytes.</summary>
    [Range(1_024, 1024L * 1024 * 1024)]
    public long EvidenceBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Files of one comment.</summary>
    [Range(0, 50)]
    public int CommentFiles { get; set; } = 5;

    /// <summary>One file of a comment, bytes.</summary>
    [Range(1_024, 1024L * 1024 * 1024)]
    public long CommentFileBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Artifact, bytes.</summary>
    [Range(1_024, 1024L * 1024 * 1024 * 1024)]
    public long ArtifactBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>CSV or NDJSON after decompression, bytes.</summary>
    [Range(1_024, 1024L * 1024 * 1024 * 1024)]
    public long TableBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Rows of a monitoring window held as columns while it is computed.</summary>
    [Range(1_000, 1_000_000_000)]
    public long WindowRows { get; set; } = 5_000_000;

    /// <summary>One line of CSV or NDJSON, bytes.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int LineBytes { get; set; } = 1024 * 1024;

    /// <summary>Columns of a table.</summary>
    [Range(1, 100_000)]
    public int Columns { get; set; } = 2_000;

    /// <summary>Distinct categories kept exactly, a column.</summary>
    [Range(100, 10_000_000)]
    public int Categories { get; set; } = 100_000;

    /// <summary>Decisions of a batch.</summary>
    [Range(1, 131_072)]
    public int DecisionLines { get; set; } = 100_000;

    /// <summary>Characters of XML that a workbook may unfold to.</summary>
    [Range(65_536, 256 * 1024 * 1024)]
    public long WorkbookBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Elements of a workbook that are read.</summary>
    [Range(1_000, 10_000_000)]
    public int WorkbookElements { get; set; } = 400_000;

    /// <summary>Characters of all cells of a workbook; a shared text counts wherever it stands.</summary>
    [Range(1_000, 100_000_000)]
    public int WorkbookText { get; set; } = 4_000_000;

    /// <summary>Artifacts and evidence files of one model, bytes; 0 for no limit.</summary>
    [Range(0, 1024L * 1024 * 1024 * 1024 * 1024)]
    public long ModelBytes { get; set; } = 256L * 1024 * 1024 * 1024;

    /// <summary>What one person or key may send in a day (UTC) to be stored, bytes; 0 for no limit.</summary>
    [Range(0, 1024L * 1024 * 1024 * 1024 * 1024)]
    public long CallerBytesPerDay { get; set; } = 128L * 1024 * 1024 * 1024;

    /// <summary>Lineage events sent at once, after decompression, bytes.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public long LineageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Lineage events of a batch.</summary>
    [Range(1, 100_000)]
    public int LineageEvents { get; set; } = 1_000;

    /// <summary>Datasets that one lineage event reads, or writes.</summary>
    [Range(1, 100_000)]
    public int LineageDatasets { get; set; } = 2_000;

    /// <summary>Nodes of a lineage graph that is drawn or answered at once.</summary>
    [Range(10, 100_000)]
    public int LineageNodes { get; set; } = 5_000;

    /// <summary>Open pages of one node; each holds memory until it is closed.</summary>
    [Range(1, 100_000)]
    public int OpenPages { get; set; } = 1_000;

    /// <summary>Of them those of one person, so that nobody takes the places of all.</summary>
    [Range(1, 100_000)]
    public int OpenPagesPerPerson { get; set; } = 100;

    /// <summary>
    /// Calls of the API that one node works on at once, uploads aside; of one caller half as many. An excess is a 503 with Retry-After.
    /// </summary>
    [Range(2, 1_000_000)]
    public int CallsAtOnce { get; set; } = 500;

    /// <summary>Uploaded tables that wait on one node until they are measured. An excess is a 503 with Retry-After.</summary>
    [Range(1, 100_000)]
    public int WaitingTables { get; set; } = 16;
}

[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;
