using Governance.Domain.Kpis;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>A cell of a dashboard's table.</summary>
/// <param name="Text">Its words: a name as it was given, words of ours in the language in force.</param>
/// <param name="Number">Its number, where it is one: files hold it as it is.</param>
/// <param name="Href">Where what it says is kept; null for nowhere.</param>
/// <param name="Trend">The shape of a series; null for none.</param>
/// <param name="Tone">How a state is shown; null for other words.</param>
/// <param name="RiskClass">A risk class, as programs write it; null for other words.</param>
public sealed record DashboardCell(
    string Text,
    double? Number = null,
    string? Href = null,
    IReadOnlyList<double?>? Trend = null,
    Tone? Tone = null,
    string? RiskClass = null
);

/// <summary>A column of a dashboard's table.</summary>
/// <param name="Name">Head.</param>
/// <param name="IsNumber">True for figures, set to the right.</param>
public sealed record DashboardColumn(string Name, bool IsNumber = false);

/// <summary>A table of a dashboard.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Rows">Rows; the first cell heads its row.</param>
/// <param name="None">What is said where there is no row.</param>
/// <param name="Note">A sentence below; null for none.</param>
/// <param name="List">Where all of it is kept; null for nowhere.</param>
public sealed record DashboardTable(
    string Title,
    IReadOnlyList<DashboardColumn> Columns,
    IReadOnlyList<IReadOnlyList<DashboardCell>> Rows,
    string None,
    string? Note = null,
    (string Words, string Href)? List = null
);

/// <summary>A dashboard as it stands: on the page, in files and in mails it is this.</summary>
/// <param name="View">Which.</param>
/// <param name="Scope">Period and models.</param>
/// <param name="ScopeWords">The models in words.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="Tables">Its tables, as far as the reader may see what is in them.</param>
public sealed record Dashboard(
    DashboardView View,
    KpiScope Scope,
    string ScopeWords,
    IReadOnlyList<KpiFigure> Figures,
    IReadOnlyList<DashboardTable> Tables
);
