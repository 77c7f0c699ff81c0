using System.IO.Compression;
using System.Security.Cryptography;
using Governance.Analytics.Statistics;
using Governance.Cli.Monitoring;
using Governance.Cli.Shared;
using Governance.Domain.Privacy;

namespace Governance.Cli.Data;

/// <summary>What one detector found in one column. Values are never kept.</summary>
internal sealed class ColumnFindings(string column, string detector)
{
    private const int RowsListed = 20;
    private const int FewestForms = 30;

    /// <summary>A check digit fits one number in ten.</summary>
    private const double ByChance = 0.1;

    private readonly List<long> _rows = [];
    private long _bare;

    public string Column => column;

    public string Detector => detector;

    public long Count { get; private set; }

    /// <summary>The first rows with a finding.</summary>
    public IReadOnlyList<long> Rows => _rows;

    /// <summary>Values that have the form but for the check digit, in which bare numbers were found.</summary>
    public long Forms { get; private set; }

    /// <summary>Whether as many bare numbers fit as would by chance, so that this is a column of numbers.</summary>
    public bool IsChance =>
        _bare > 0 && _bare == Count && Forms >= FewestForms && new Proportion(Math.Min(_bare, Forms), Forms).Wilson!.Value.Low <= ByChance;

    public void Add(long row, bool isBareNumber)
    {
        Count++;
        _bare += isBareNumber ? 1 : 0;
        if (_rows.Count < RowsListed && (_rows.Count == 0 || _rows[^1] != row))
        {
            _rows.Add(row);
        }
    }

    public void SawForm() => Forms++;
}

/// <summary>Goes through a file once and counts what the detectors see.</summary>
internal sealed class PersonalDataScan(IReadOnlySet<string> detectors, IReadOnlySet<string> only)
{
    private readonly Dictionary<(string Column, string Detector), ColumnFindings> _found = [];
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _fieldsInOrder = [];

    public IReadOnlySet<string> Detectors => detectors;

    public long Rows { get; private set; }

    public long RowsWithFindings { get; private set; }

    public IReadOnlyList<string> Fields => _fieldsInOrder;

    public IEnumerable<ColumnFindings> Found =>
        _found
            .Values.Where(f => f.Count > 0)
            .OrderBy(f => f.Column, StringComparer.Ordinal)
            .ThenBy(f => f.Detector, StringComparer.Ordinal);

    public bool Covers(string column) => only.Count == 0 || only.Contains(column);

    public IReadOnlyList<PersonalDataSpan> Find(Cell cell) => PersonalData.Find(cell.Text, cell.Column, detectors);

    public async Task RunAsync(LogFile file, CancellationToken ct)
    {
        await using var rows = await RowFiles.OpenAsync(file, ct);
        while (await rows.ReadAsync(ct))
        {
            Rows = rows.Row;
            var any = false;
            foreach (var cell in rows.Cells)
            {
                if (!Covers(cell.Column))
                {
                    continue;
                }

                if (_fields.Add(cell.Column))
                {
                    _fieldsInOrder.Add(cell.Column);
                    if (_fieldsInOrder.Count > RowFiles.MaxColumns)
                    {
                        throw CliException.Usage($"{file.Path} has more than {RowFiles.MaxColumns} fields.");
                    }
                }

                CountForm(cell);
                foreach (var span in Find(cell))
                {
                    Of(cell.Column, span.Detector).Add(rows.Row, span.IsBareNumber);
                    any = true;
                }
            }

            RowsWithFindings += any ? 1 : 0;
        }
    }

    /// <summary>Digests by which a dataset may be registered: of the file, and of its text when the file is packed.</summary>
    public static async Task<IReadOnlyList<string>> DigestsAsync(LogFile file, CancellationToken ct)
    {
        var digests = new List<string> { (await LocalFile.HashAsync(file.Path, null, ct)).Sha256 };
        if (file.IsGzip)
        {
            await using var packed = LocalFile.Open(file.Path);
            await using var text = new GZipStream(packed, CompressionMode.Decompress);
            digests.Add(Convert.ToHexStringLower(await SHA256.HashDataAsync(text, ct)));
        }

        return digests;
    }

    private void CountForm(Cell cell)
    {
        if (
            cell.Text.Length is >= 14 and <= 16
            && detectors.Contains("payment-card")
            && cell.Text.All(char.IsAsciiDigit)
            && PaymentCard.HasForm(cell.Text)
        )
        {
            Of(cell.Column, "payment-card").SawForm();
        }
    }

    private ColumnFindings Of(string column, string detector)
    {
        if (!_found.TryGetValue((column, detector), out var findings))
        {
            _found[(column, detector)] = findings = new ColumnFindings(column, detector);
        }

        return findings;
    }
}
