using System.Text;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Import;

namespace Governance.Portal.Tests.Admin;

/// <summary>What a file of people to invite may look like, and what is said of one that is wrong.</summary>
public sealed class PeopleFileTests
{
    [Theory]
    [InlineData("name,email,roles\nAnna Berg,anna@bank.example,Security approver; RiskOfficer\n")]
    [InlineData("\uFEFFName;E-mail;Roles\r\nAnna Berg;anna@bank.example;security approver, risk officer\r\n")]
    [InlineData("roles\tname\te-mail address\n\"SecurityReviewer\nRiskOfficer\"\t\"Anna Berg\"\tanna@bank.example")]
    [InlineData("name,email,roles,note\n\n'Anna Berg,anna@bank.example,SecurityReviewer|Risk officer|RiskOfficer,\"new, in May\"")]
    public void Read_AsSpreadsheetsSaveIt_FindsTheSamePerson(string text)
    {
        var line = Assert.Single(Read(text).Value);

        Assert.Empty(line.Problems);
        Assert.Equal(("Anna Berg", "anna@bank.example"), (line.Name.TrimStart('\''), line.Email));
        Assert.Equal([Roles.SecurityReviewer, Roles.RiskOfficer], line.Roles);
    }

    [Fact]
    public void Read_WrongLines_SaysWhatIsWrongWhereAndHowToCorrectIt()
    {
        var lines = Read(
            "name,email,roles\n"
                + "\"Anna\nBerg\",nowhere,Engineer\n"
                + "Ben,ben@bank.example,\n"
                + "Cleo,BEN@bank.example,Engineer;Wizard\n"
                + "=HYPERLINK(1),dan@bank.example,Engineer\n"
                + "Eve\u202E,eve@bank.example,Engineer\n"
                + "Finn,finn@bank.example\n"
        ).Value;

        Assert.Equal([2, 4, 5, 6, 7, 8], lines.Select(l => l.Line));
        Assert.All(lines, l => Assert.NotEmpty(l.Problems));
        Assert.Contains("Enter an e-mail address, such as name@bank.example.", lines[0].Problems.Select(p => p.ToString()));
        Assert.Equal(["Enter at least one role."], lines[1].Problems.Select(p => p.ToString()));
        Assert.Equal(
            [
                "Line 4 has the same e-mail address. Remove one of them.",
                "There is no role “Wizard”. Use the names on the Roles page, separated by semicolons.",
            ],
            lines[2].Problems.Select(p => p.ToString())
        );
        Assert.StartsWith("A name cannot begin with a character", lines[3].Problems[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("This contains an invisible character", lines[4].Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["Number of columns: 2 in this line, 3 in the first line."], lines[5].Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Read_WhatIsNoTableOfPeople_IsRefusedWhole()
    {
        Assert.StartsWith("The first line contains the column names.", Refused("name,roles\nAnna,Engineer"), StringComparison.Ordinal);
        Assert.StartsWith("The first line contains the column names.", Refused(""), StringComparison.Ordinal);
        Assert.StartsWith("The file lists no people.", Refused("name,email,roles\n,,\n"), StringComparison.Ordinal);
        var open = Refused("name,email,roles\n\"Anna,a@b.example,Engineer");
        Assert.StartsWith("Line 2: a quotation mark is not closed", open, StringComparison.Ordinal);
        var many = string.Join('\n', Enumerable.Range(1, PeopleFile.Most + 1).Select(i => $"P{i},p{i}@b.example,Engineer"));
        Assert.StartsWith("The file lists 201 people.", Refused($"{PeopleFile.Header}\n{many}"), StringComparison.Ordinal);
        Assert.StartsWith("The file is larger than 256 KiB.", Refused(new string('x', PeopleFile.MaxBytes + 1)), StringComparison.Ordinal);
        var latin = PeopleFile.Read("name,email,roles\nJ\u00F6rg,j@b.example,Engineer".Select(c => (byte)c).ToArray());
        Assert.StartsWith("The file is not UTF-8 text.", latin.Refusal!.Errors["file"][0], StringComparison.Ordinal);
    }

    private static Governance.Domain.Result<PersonLine[]> Read(string text) => PeopleFile.Read(Encoding.UTF8.GetBytes(text));

    private static string Refused(string text) => Read(text).Refusal!.Errors["file"][0];
}
