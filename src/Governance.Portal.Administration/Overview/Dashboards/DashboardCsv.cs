using System.Globalization;
using System.Text;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>A dashboard as comma-separated values: one value a line, so that every line has the same columns.</summary>
internal static class DashboardCsv
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/csv";

    /// <summary>Writes it.</summary>
    /// <param name="dashboard">The dashboard.</param>
    /// <param name="link">Makes an address of a path.</param>
    public static byte[] Write(Dashboard dashboard, Func<string, string> link)
    {
        var text = new StringBuilder("part,name,measure,value,unit,link\r\n");
        var scope = dashboard.Scope;
        Line(
            "Dashboard",
            DashboardViews.Title(dashboard.View),
            "As of",
            Formats.Iso(scope.Period.To),
            "",
            DashboardExport.PathOf(dashboard)
        );
        Line("Dashboard", DashboardViews.Title(dashboard.View), "From", Formats.Iso(scope.Period.From), "", null);
        Line("Dashboard", DashboardViews.Title(dashboard.View), "Covers", dashboard.ScopeWords, "", null);
        foreach (var figure in dashboard.Figures)
        {
            var definition = KpiDefinition.Of(figure.Id);
            var href = Kpis.KpiLabels.Href(figure.Id, scope);
            Line("Key figures", definition.Name, "Value", figure.Value is { } value ? value : "", definition.Unit, href);
            if (figure.Value is null)
            {
                Line("Key figures", definition.Name, "No value because", figure.Missing ?? "", "", null);
            }

            Line("Key figures", definition.Name, "Previous period", figure.Before is { } before ? before : "", definition.Unit, null);
            Line("Key figures", definition.Name, "Definition", definition.Formula, "", null);
        }

        foreach (var table in dashboard.Tables)
        {
            foreach (var row in table.Rows)
            {
                for (var i = 1; i < row.Count; i++)
                {
                    if (row[i].Trend is null)
                    {
                        Line(
                            table.Title,
                            row[0].Text,
                            table.Columns[i].Name,
                            row[i].Number is { } number ? number : row[i].Text,
                            "",
                            row[i].Href
                        );
                    }
                }
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        // A number is written as one: the apostrophe against formulas would turn it into text.
        void Line(string part, string name, string measure, object value, string unit, string? path) =>
            text.AppendJoin(
                    ',',
                    CsvText.Cell(part),
                    CsvText.Cell(name),
                    CsvText.Cell(measure),
                    value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : CsvText.Cell((string)value),
                    CsvText.Cell(unit),
                    CsvText.Cell(path is null ? "" : link(path))
                )
                .Append("\r\n");
    }
}
