using System.Text;

namespace Governance.Analytics.Io;

internal sealed partial record CsvDialect
{
    private readonly record struct Seen(string Text, long Line);

    // What is seen among the first rows is refused there.
    private bool IsContrary(NumberForm form) =>
        _mark is NumberMark.DecimalComma
            ? form is NumberForm.PointDecimal or NumberForm.CommaGroups
            : form is NumberForm.CommaDecimal or NumberForm.PointGroups;

    private TabularFormatException Contrary(ReadOnlySpan<byte> field, int column, long line)
    {
        var ((text, at), name) = _told;
        var other = Encoding.UTF8.GetString(field[..Math.Min(field.Length, MaxQuoted)]);
        return _mark is NumberMark.DecimalComma
            ? TabularErrors.TwoDecimalMarks(text, name, at, other, _names[column], line)
            : TabularErrors.TwoDecimalMarks(other, _names[column], line, text, name, at);
    }

    /// <summary>How the values of one column are written.</summary>
    private record struct ColumnForms
    {
        private const int EnoughNumbers = 20;
        private long _numbers;
        private long _others;
        private List<string>? _words;

        public bool IsNumeric { get; set; }

        public Seen? Comma { get; private set; }

        public Seen? Groups { get; private set; }

        public Seen? Point { get; private set; }

        public Seen? Either { get; private set; }

        public void Add(ReadOnlySpan<byte> field, long line)
        {
            if (!IsNumeric || NumberToken.IsMissing(field))
            {
                return;
            }

            var form = FormOf(field);
            if (form is NumberForm.None && NumberToken.ParsePlain(field, out _) is not TokenKind.Number)
            {
                _others++;
                AddWord(field);
                return;
            }

            _numbers++;
            switch (form)
            {
                case NumberForm.CommaDecimal or NumberForm.PointGroups:
                    Comma ??= Of(field, line);
                    break;
                case NumberForm.CommaGroups:
                    Groups ??= Of(field, line);
                    break;
                case NumberForm.PointDecimal:
                    Point ??= Of(field, line);
                    break;
                case NumberForm.EitherComma:
                    Either ??= Of(field, line);
                    break;
                default:
                    break;
            }
        }

        /// <summary>A few words do not make a column of numbers one of texts, as when it is read.</summary>
        public void Decide() =>
            IsNumeric =
                IsNumeric
                && (
                    _others == 0
                    || (_numbers >= EnoughNumbers && MostlyNumbers.IsTolerable(_words?.Count ?? 0, _others, _numbers + _others))
                );

        private void AddWord(ReadOnlySpan<byte> field)
        {
            _words ??= [];
            if (_words.Count <= MostlyNumbers.MaxWords && Encoding.UTF8.GetString(field) is var word && !_words.Contains(word))
            {
                _words.Add(word);
            }
        }

        private static Seen Of(ReadOnlySpan<byte> field, long line) =>
            new(Encoding.UTF8.GetString(field.Length > MaxQuoted ? field[..MaxQuoted] : field), line);
    }
}
