using Governance.Samples.Data;

namespace Governance.Samples.Output;

internal static class TrainingTable
{
    public static CsvTable Write(SampleDataSet data, params ReadOnlySpan<(string Use, IReadOnlyList<SampleRow> Rows)> parts)
    {
        var table = new CsvTable(["use", .. data.ProtectedNames, .. data.Features.Features.Select(f => f.Name), "label"]);
        foreach (var (use, rows) in parts)
        {
            foreach (var row in rows)
            {
                table.Append([use, .. row.Protected, .. PredictionTables.Inputs(data.Features, row), row.Label == 1 ? "1" : "0"]);
            }
        }

        return table;
    }
}
