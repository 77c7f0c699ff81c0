using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

/// <summary>A part of one report, with the record it reads and the numbers it takes.</summary>
public abstract class ReportSection<TRecord> : ComponentBase
    where TRecord : ReportRecord
{
    [Parameter, EditorRequired]
    public TRecord Record { get; set; } = null!;

    [Parameter, EditorRequired]
    public Numbering Numbers { get; set; } = null!;

    protected TimeZoneInfo Zone => Record.Document.Zone;

    protected string? GapOf(string section) => Record.GapOf(section);

    /// <summary>What stands over a table, under the next number.</summary>
    protected string TableOf(string caption) => T["Table {0}. {1}", Numbers.Table(), caption];
}
